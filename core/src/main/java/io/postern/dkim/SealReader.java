// SPDX-License-Identifier: Apache-2.0
package io.postern.dkim;

import io.postern.message.HeaderField;
import io.postern.value.DomainConverter;
import io.postern.value.DomainName;
import io.postern.value.Octets;
import io.postern.value.TagList;
import java.util.Optional;
import java.util.OptionalLong;

/** Reads the signature of one ARC-Seal field; its {@code i=} and {@code cv=} are its chain's. */
final class SealReader {
    /** What a field came to: {@code refusal} is there unless {@code signature} is. */
    record Reading(SignatureLabel label, Optional<SealSignature> signature, Optional<Refusal> refusal) {}

    private SealReader() {}

    /** @param tags of the field */
    static Reading read(HeaderField field, TagList tags, DomainConverter toALabels) {
        return reading(new SignatureTags(field, tags, toALabels));
    }

    // RFC 8617 §4.1.3: a=, b=, d=, s= and t= as in the message signature; other tags of DKIM mean nothing here
    private static Reading reading(SignatureTags tags) {
        Optional<SignatureAlgorithm> algorithm = tags.algorithm();
        Optional<TagList.Tag> b = tags.required("b");
        Optional<byte[]> signature = b.flatMap(tags::octets);
        Optional<DomainName> domain = tags.domain();
        Optional<DomainName> selector = tags.selector();
        OptionalLong timestamp = tags.number("t", SignatureTags.TIME_DIGITS);
        Optional<DomainName> keyName = tags.keyName(domain, selector);
        SignatureLabel label = tags.label(domain, Optional.empty());
        if (tags.refusal().isPresent()) {
            return new Reading(label, Optional.empty(), tags.refusal());
        }
        SealSignature read = new SealSignature(
                tags.field(),
                tags.start(b.orElseThrow()),
                tags.end(b.orElseThrow()),
                algorithm.orElseThrow(),
                Octets.of(signature.orElseThrow()),
                domain.orElseThrow(),
                selector.orElseThrow(),
                keyName.orElseThrow(),
                timestamp);
        return new Reading(label, Optional.of(read), Optional.empty());
    }
}
