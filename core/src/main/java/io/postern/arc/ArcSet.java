// SPDX-License-Identifier: Apache-2.0
package io.postern.arc;

import io.postern.message.HeaderField;
import io.postern.value.TagList;
import io.postern.value.Utf8;
import java.util.List;
import java.util.Optional;

/**
 * The fields of one instance (RFC 8617 §4.2), as far as the message has them.
 *
 * @param signatureTags of {@code messageSignature}
 * @param sealTags of {@code seal}
 */
record ArcSet(
        int instance,
        Optional<HeaderField> results,
        Optional<HeaderField> messageSignature,
        Optional<TagList> signatureTags,
        Optional<HeaderField> seal,
        Optional<TagList> sealTags) {
    static final String RESULTS = "ARC-Authentication-Results";
    static final String MESSAGE_SIGNATURE = "ARC-Message-Signature";
    static final String SEAL = "ARC-Seal";

    /** Octets of a domain or selector that are kept of a seal that is not checked. Ours. */
    private static final int MAX_LABEL = 320;

    static ArcSet empty(int instance) {
        return new ArcSet(
                instance, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    }

    ArcSet withResults(HeaderField field) {
        return new ArcSet(instance, Optional.of(field), messageSignature, signatureTags, seal, sealTags);
    }

    ArcSet withMessageSignature(HeaderField field, TagList tags) {
        return new ArcSet(instance, results, Optional.of(field), Optional.of(tags), seal, sealTags);
    }

    ArcSet withSeal(HeaderField field, TagList tags) {
        return new ArcSet(instance, results, messageSignature, signatureTags, Optional.of(field), Optional.of(tags));
    }

    Optional<ChainValidationStatus> chainBefore() {
        return sealTags.flatMap(tags -> tags.value("cv")).flatMap(ChainValidationStatus::of);
    }

    /** The names of the fields that it lacks. */
    List<String> missing() {
        return List.of(RESULTS, MESSAGE_SIGNATURE, SEAL).stream()
                .filter(name -> field(name).isEmpty())
                .toList();
    }

    Optional<HeaderField> field(String name) {
        return switch (name) {
            case RESULTS -> results;
            case MESSAGE_SIGNATURE -> messageSignature;
            default -> seal;
        };
    }

    /** All three, in the order in which seals cover them (RFC 8617 §5.1.1). */
    List<HeaderField> fields() {
        return List.of(results.orElseThrow(), messageSignature.orElseThrow(), seal.orElseThrow());
    }

    String resultsText() {
        return results.map(field -> Utf8.decodeLeniently(field.body())).orElse("");
    }

    /** What can be said of it without any check. */
    ArcSetOutcome unchecked() {
        return new ArcSetOutcome(
                instance, label("d"), label("s"), Optional.empty(), Optional.empty(), chainBefore(), resultsText());
    }

    private String label(String tag) {
        String octets = sealTags.flatMap(tags -> tags.value(tag)).orElse("");
        return Utf8.decodeLeniently(octets.substring(0, Math.min(octets.length(), MAX_LABEL)));
    }
}
