// SPDX-License-Identifier: Apache-2.0
package io.postern.arc;

import io.postern.authres.AuthenticationResults;
import io.postern.message.HeaderEnd;
import io.postern.message.HeaderField;
import io.postern.message.MessageHead;
import io.postern.value.Parsed;
import io.postern.value.TagList;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** Collects the ARC sets of a head and looks at their structure (RFC 8617 §5.2, steps 1 to 3). */
final class ChainReader {
    private final List<ArcSet> sets = new ArrayList<>();
    private int fields;
    private long octets;
    private @Nullable ArcFailure failure;

    private ChainReader() {}

    static ArcChain read(MessageHead head) {
        ChainReader reader = new ChainReader();
        if (head.end() == HeaderEnd.LIMIT) {
            reader.fail(ArcReason.HEAD_TOO_LONG, "the head was not read to its end");
        }
        for (HeaderField field : head.fields()) {
            if (isOfArc(field) && !reader.take(field)) {
                break;
            }
        }
        reader.structure();
        return new ArcChain(reader.sets, Optional.ofNullable(reader.failure));
    }

    /** Whole names: a field of another name that begins so is none of these. */
    static boolean isOfArc(HeaderField field) {
        return field.isNamed(ArcSet.SEAL) || field.isNamed(ArcSet.MESSAGE_SIGNATURE) || field.isNamed(ArcSet.RESULTS);
    }

    /** Puts a field into its set; false if no further one is to be read. */
    private boolean take(HeaderField field) {
        fields++;
        octets += field.length();
        // RFC 8617 §5.2: more than fifty sets fail
        if (fields > 3 * Instance.MAX) {
            return fail(ArcReason.TOO_LARGE, "more ARC fields than " + Instance.MAX + " sets have");
        }
        if (octets > ArcVerifier.MAX_OCTETS || field.length() > AuthenticationResults.MAX_LENGTH) {
            return fail(ArcReason.TOO_LARGE, "more octets in ARC fields than are read");
        }
        if (field.isNamed(ArcSet.RESULTS)) {
            results(field);
        } else {
            signature(field);
        }
        return true;
    }

    private void results(HeaderField field) {
        place(field, Instance.ofResults(field.body()), Optional.empty());
    }

    private void signature(HeaderField field) {
        Parsed<TagList> parsed = TagList.parse(field.bodyOctets());
        if (parsed instanceof Parsed.Malformed<TagList> bad) {
            fail(ArcReason.SYNTAX, field.name() + ", " + bad.rule() + " at " + bad.offset() + ": " + bad.message());
            return;
        }
        TagList tags = parsed.orThrow();
        place(field, tags.value("i").map(Instance::parse).orElse(OptionalInt.empty()), Optional.of(tags));
    }

    private void place(HeaderField field, OptionalInt instance, Optional<TagList> tags) {
        if (instance.isEmpty()) {
            fail(ArcReason.INSTANCE, field.name() + " without an instance from 1 to " + Instance.MAX);
            return;
        }
        int number = instance.getAsInt();
        while (sets.size() < number) {
            sets.add(ArcSet.empty(sets.size() + 1));
        }
        ArcSet set = sets.get(number - 1);
        // RFC 8617 §5.2: exactly one of each field for each instance
        if (set.field(kind(field)).isPresent()) {
            fail(ArcReason.DUPLICATE, "instance " + number + " has two " + kind(field));
            return;
        }
        sets.set(number - 1, with(set, field, tags));
    }

    private static ArcSet with(ArcSet set, HeaderField field, Optional<TagList> tags) {
        return switch (kind(field)) {
            case ArcSet.RESULTS -> set.withResults(field);
            case ArcSet.MESSAGE_SIGNATURE -> set.withMessageSignature(field, tags.orElseThrow());
            default -> set.withSeal(field, tags.orElseThrow());
        };
    }

    private static String kind(HeaderField field) {
        return field.isNamed(ArcSet.RESULTS)
                ? ArcSet.RESULTS
                : field.isNamed(ArcSet.SEAL) ? ArcSet.SEAL : ArcSet.MESSAGE_SIGNATURE;
    }

    private void structure() {
        if (sets.isEmpty()) {
            return;
        }
        ArcSet newest = sets.get(sets.size() - 1);
        // RFC 8617 §5.2: step 2, what failed once stays so
        if (newest.chainBefore().filter(cv -> cv == ChainValidationStatus.FAIL).isPresent()) {
            fail(ArcReason.SEALED_FAIL, "the seal of instance " + newest.instance() + " says cv=fail");
        }
        for (ArcSet set : sets) {
            // RFC 8617 §5.2: step 3, each set is whole, and none is missing
            if (!set.missing().isEmpty()) {
                fail(
                        ArcReason.MISSING,
                        "instance " + set.instance() + " has no " + String.join(" and no ", set.missing()));
            }
        }
        sets.forEach(this::seal);
    }

    private void seal(ArcSet set) {
        // RFC 8617 §4.1.3: what a seal covers is not the sealer's choice; h= makes the chain fail
        if (set.sealTags().flatMap(tags -> tags.tag("h")).isPresent()) {
            fail(ArcReason.SEAL_SCOPE, "the seal of instance " + set.instance() + " has h=");
        }
        // RFC 8617 §5.2: step 3, cv=none begins a chain, and cv=pass continues it
        ChainValidationStatus due = set.instance() == 1 ? ChainValidationStatus.NONE : ChainValidationStatus.PASS;
        if (set.chainBefore().filter(cv -> cv == due).isEmpty()) {
            fail(
                    ArcReason.STATUS,
                    "the seal of instance " + set.instance() + " must say cv=" + due.keyword() + " and does not");
        }
    }

    /** Keeps the first failure. */
    private boolean fail(ArcReason reason, String detail) {
        if (failure == null) {
            failure = ArcFailure.of(reason, detail);
        }
        return false;
    }
}
