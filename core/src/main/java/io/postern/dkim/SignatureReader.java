// SPDX-License-Identifier: Apache-2.0
package io.postern.dkim;

import io.postern.message.FieldName;
import io.postern.message.HeaderField;
import io.postern.value.DomainConverter;
import io.postern.value.DomainName;
import io.postern.value.OctetScan;
import io.postern.value.Octets;
import io.postern.value.TagList;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Reads one DKIM-Signature field (RFC 6376 §6.1.1), or an ARC-Message-Signature, which is the same but for three things
 * (RFC 8617 §4.1.2): a signature, or the first thing that is wrong with it.
 */
final class SignatureReader {
    /** Names in {@code h=}. Ours, against exhaustion; signers list about fifteen. */
    static final int MAX_SIGNED_NAMES = 500;

    private static final int SIGNED_NAMES = 16;
    private static final FieldName NO_NAME = FieldName.of("");
    private static final FieldName FROM = FieldName.of("From");
    private static final FieldName ARC_SEAL = FieldName.of("ARC-Seal");

    private static final int SHA256_OCTETS = 32;
    /** RFC 6376 §3.5: a body limit has up to 76; all beyond these are more than any body has. */
    private static final int LONG_DIGITS = 18;
    // AMBIGUOUS RFC 8617 §4.1.2: a field without c= is simple/simple by RFC 6376; sealers that leave it out, and the
    // conformance suite, mean relaxed/relaxed
    private static final String ARC_DEFAULT = "relaxed/relaxed";

    /** What kind of field it is. */
    enum Kind {
        DKIM,
        /** RFC 8617 §4.1.2: {@code v=} means nothing, {@code i=} is the instance, and ARC-Seal is never signed. */
        ARC
    }

    /** What a field came to: {@code refusal} is there unless {@code signature} is. */
    record Reading(SignatureLabel label, Optional<DkimSignature> signature, Optional<Refusal> refusal) {}

    private record Canonicalizations(Canonicalization header, Canonicalization body) {}

    private final SignatureTags common;
    private final TagList tags;
    private final Kind kind;

    private SignatureReader(SignatureTags common, Kind kind) {
        this.common = common;
        this.tags = common.tags();
        this.kind = kind;
    }

    static Reading read(HeaderField field, DomainConverter toALabels) {
        return TagList.parse(field.bodyOctets())
                .fold(
                        tags -> read(field, tags, Kind.DKIM, toALabels),
                        bad -> new Reading(
                                SignatureLabel.NONE, Optional.empty(), Optional.of(SignatureTags.malformed(bad))));
    }

    /** @param tags of the field */
    static Reading read(HeaderField field, TagList tags, Kind kind, DomainConverter toALabels) {
        return new SignatureReader(new SignatureTags(field, tags, toALabels), kind).reading();
    }

    private Reading reading() {
        version();
        Optional<SignatureAlgorithm> algorithm = common.algorithm();
        Optional<TagList.Tag> b = common.required("b");
        Optional<byte[]> signature = b.flatMap(common::octets);
        Optional<byte[]> bodyHash = common.required("bh").flatMap(common::octets);
        algorithm.ifPresent(known -> bodyHash.ifPresent(hash -> hashLength(known, hash)));
        Canonicalizations forms = canonicalizations();
        Optional<DomainName> domain = common.domain();
        Optional<DomainName> selector = common.selector();
        List<FieldName> names = signedNames();
        Optional<DomainName> identityDomain = identityDomain(domain);
        OptionalLong limit = common.number("l", LONG_DIGITS);
        queryMethod();
        OptionalLong timestamp = common.number("t", SignatureTags.TIME_DIGITS);
        OptionalLong expiration = common.number("x", SignatureTags.TIME_DIGITS);
        times(timestamp, expiration);
        Optional<DomainName> keyName = common.keyName(domain, selector);
        SignatureLabel label = common.label(domain, identity());
        if (common.refusal().isPresent()) {
            return new Reading(label, Optional.empty(), common.refusal());
        }
        DkimSignature read = new DkimSignature(
                common.field(),
                common.start(b.orElseThrow()),
                common.end(b.orElseThrow()),
                algorithm.orElseThrow(),
                Octets.of(signature.orElseThrow()),
                Octets.of(bodyHash.orElseThrow()),
                forms.header,
                forms.body,
                domain.orElseThrow(),
                selector.orElseThrow(),
                keyName.orElseThrow(),
                names,
                identityDomain.orElseThrow(),
                limit,
                timestamp,
                expiration);
        return new Reading(label, Optional.of(read), Optional.empty());
    }

    // RFC 6376 §3.5: v= is required and must be 1; RFC 8617 §4.1.2: in ARC it is ignored
    private void version() {
        if (kind == Kind.DKIM) {
            common.required("v")
                    .filter(tag -> !tag.value().equals("1"))
                    .ifPresent(tag -> common.refuse(DkimReason.VERSION, tag));
        }
    }

    // RFC 6376 §3.5: simple/simple by default; one word is the header's, and the body's is simple then
    private Canonicalizations canonicalizations() {
        String text = tags.value("c").orElse(kind == Kind.DKIM ? "simple/simple" : ARC_DEFAULT);
        int slash = text.indexOf('/');
        Optional<Canonicalization> header = Canonicalization.of(slash < 0 ? text : text.substring(0, slash));
        Optional<Canonicalization> body = Canonicalization.of(slash < 0 ? "simple" : text.substring(slash + 1));
        if (header.isEmpty() || body.isEmpty()) {
            common.refuse(DkimReason.CANONICALIZATION, "c=" + text);
        }
        return new Canonicalizations(header.orElse(Canonicalization.SIMPLE), body.orElse(Canonicalization.SIMPLE));
    }

    // RFC 6376 §3.5: field names between colons; RFC 6376 §5.4: From must be among them
    private List<FieldName> signedNames() {
        List<FieldName> names = new ArrayList<>(SIGNED_NAMES);
        common.required("h").ifPresent(tag -> {
            byte[] list = tag.compactOctets();
            for (int start = 0; start <= list.length && names.size() <= MAX_SIGNED_NAMES; ) {
                int end = OctetScan.first((byte) ':', list, start, list.length);
                names.add(FieldName.of(list, start, end));
                start = end + 1;
            }
            if (names.contains(NO_NAME) || names.size() > MAX_SIGNED_NAMES) {
                common.refuse(DkimReason.SYNTAX, tag);
            } else if (!names.contains(FROM)) {
                common.refuse(DkimReason.FROM_NOT_SIGNED, tag);
            } else if (kind == Kind.ARC && names.contains(ARC_SEAL)) {
                // RFC 8617 §4.1.2: ARC fields are not to be signed; of those only ARC-Seal is nowhere taken
                common.refuse(DkimReason.SYNTAX, tag);
            }
        });
        return names;
    }

    // RFC 6376 §3.5: the domain of i= is d= or below it; i= is @ and d= by default; all of it is quoted-printable
    private Optional<DomainName> identityDomain(Optional<DomainName> domain) {
        Optional<TagList.Tag> tag = tags.tag("i");
        if (kind == Kind.ARC || tag.isEmpty() || domain.isEmpty()) {
            return domain;
        }
        Optional<DomainName> name = QuotedPrintable.decode(tag.get())
                .filter(identity -> identity.contains("@"))
                .flatMap(identity -> common.name(identity.substring(identity.lastIndexOf('@') + 1)));
        if (name.isEmpty()) {
            common.refuse(DkimReason.SYNTAX, tag.get());
        } else if (!name.get().isEqualToOrBelow(domain.get())) {
            common.refuse(DkimReason.IDENTITY, tag.get());
        }
        return name;
    }

    /** {@code i=} as it is shown. */
    private Optional<String> identity() {
        return kind == Kind.ARC
                ? Optional.empty()
                : tags.tag("i").map(tag -> QuotedPrintable.decode(tag).orElseGet(tag::value));
    }

    // RFC 6376 §3.5: methods between colons, of which one is dns/txt; unknown ones are passed over
    private void queryMethod() {
        tags.tag("q")
                .filter(tag -> !tag.value().equals("dns/txt"))
                .filter(tag -> !List.of(tag.compactValue().split(":", -1)).contains("dns/txt"))
                .ifPresent(tag -> common.refuse(DkimReason.QUERY_METHOD, tag));
    }

    // RFC 6376 §3.5: x= must be greater than t= if both are there
    private void times(OptionalLong timestamp, OptionalLong expiration) {
        if (timestamp.isPresent() && expiration.isPresent() && expiration.getAsLong() <= timestamp.getAsLong()) {
            common.refuse(DkimReason.SYNTAX, "x= is not after t=");
        }
    }

    private void hashLength(SignatureAlgorithm algorithm, byte[] hash) {
        if (algorithm != SignatureAlgorithm.RSA_SHA1 && hash.length != SHA256_OCTETS) {
            common.refuse(DkimReason.SYNTAX, "bh= has " + hash.length + " octets");
        }
    }
}
