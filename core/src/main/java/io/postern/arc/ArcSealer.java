// SPDX-License-Identifier: Apache-2.0
package io.postern.arc;

import io.postern.authres.AuthenticationResults;
import io.postern.authres.MethodResult;
import io.postern.dkim.BodyHash;
import io.postern.dkim.BodyHasher;
import io.postern.dkim.Canonicalization;
import io.postern.dkim.Crypto;
import io.postern.dkim.HeaderHasher;
import io.postern.dkim.SigningKey;
import io.postern.message.CrlfInput;
import io.postern.message.CrlfInput.LineEnd;
import io.postern.message.FieldName;
import io.postern.message.HeaderField;
import io.postern.message.Message;
import io.postern.message.MessageHead;
import io.postern.value.DomainName;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * Seals messages as they are handed on (RFC 8617 §5.1): behind everything that changes them. Immutable, thread-safe.
 *
 * <p>The same message, clock and key give the same octets. Tags stand in the order of their names. Nothing of the
 * message is changed: {@link ArcSealing.Sealed#fields} are put on top by the caller.
 *
 * @param authservId whose results are handed on, and under which name
 * @param domain {@code d=}
 * @param selector {@code s=}; DNS has the key at {@code selector._domainkey.domain}
 * @param options what is signed, and how
 * @param clock for {@code t=} and {@code x=}
 */
public record ArcSealer(
        String authservId, DomainName domain, DomainName selector, SigningKey key, Options options, Clock clock) {
    /** Whether {@code t=} is written; Gmail wants it. */
    public enum Timestamps {
        ON,
        OFF
    }

    /**
     * How a message is signed.
     *
     * @param expiry of the message signature; a seal has none
     */
    public record Options(
            SignedNames names,
            Timestamps timestamps,
            SealExpiry expiry,
            Canonicalization header,
            Canonicalization body) {
        /** The recommended names, timestamps, no expiry, relaxed/relaxed. */
        public static final Options DEFAULT = new Options(
                SignedNames.RECOMMENDED,
                Timestamps.ON,
                new SealExpiry.Never(),
                Canonicalization.RELAXED,
                Canonicalization.RELAXED);
    }

    /**
     * Seals a message as it will leave by SMTP, with CRLF for each bare CR or LF of its body; reads the body once.
     *
     * @param before our own verdict on the chain that the message came with, not what the message says of it
     * @param results all that this host wrote about the message, in order; joined under {@code authservId}
     * @throws IOException if the body cannot be read
     */
    public ArcSealing seal(Message message, ChainValidationStatus before, List<AuthenticationResults> results)
            throws IOException {
        if (results.isEmpty()) {
            return new ArcSealing.NotSealed(ArcSealing.Reason.NO_RESULTS);
        }
        ArcChain chain = ChainReader.read(message.head());
        // RFC 8617 §5.1: step 2, behind cv=fail there is nothing more to seal
        if (chain.newestStatus().filter(cv -> cv == ChainValidationStatus.FAIL).isPresent()) {
            return new ArcSealing.NotSealed(ArcSealing.Reason.CHAIN_ENDED);
        }
        // RFC 8617 §5.1: step 3, one more than the highest instance; RFC 8617 §4.2.1: at most fifty
        int instance = chain.sets().size() + 1;
        if (instance > Instance.MAX) {
            return new ArcSealing.NotSealed(ArcSealing.Reason.TOO_MANY_SETS);
        }
        List<MethodResult> joined =
                results.stream().flatMap(each -> each.results().stream()).toList();
        if (!AuthenticationResults.canHold(authservId, joined)
                || chain.failure()
                        .filter(why -> why.reason() == ArcReason.TOO_LARGE)
                        .isPresent()) {
            return new ArcSealing.NotSealed(ArcSealing.Reason.TOO_LARGE);
        }
        ChainValidationStatus status = status(chain, before);
        return new ArcSealing.Sealed(fields(message, chain, instance, status, joined), instance, status);
    }

    /** What the message has and what was found must fit; where they do not, the chain is not one that we know. */
    private static ChainValidationStatus status(ArcChain chain, ChainValidationStatus before) {
        if (chain.isAbsent()) {
            // RFC 8617 §5.1: without a chain there is none to judge; one that was removed on the way is gone
            return ChainValidationStatus.NONE;
        }
        return before == ChainValidationStatus.PASS && chain.failure().isEmpty()
                ? ChainValidationStatus.PASS
                : ChainValidationStatus.FAIL;
    }

    private List<HeaderField> fields(
            Message message, ArcChain chain, int instance, ChainValidationStatus status, List<MethodResult> joined)
            throws IOException {
        Instant now = clock.instant();
        MessageHead head = message.head();
        // RFC 8617 §4.1.1: all results of this host in one field
        HeaderField results = HeaderField.of(
                ArcSet.RESULTS,
                " i=" + instance + "; "
                        + AuthenticationResults.of(authservId, joined).format());
        HeaderHasher hasher = new HeaderHasher(head.fields(), Crypto.JDK);
        HeaderField messageSignature = messageSignature(hasher, head, bodyHash(message), instance, now);
        Map<String, String> seal = tags(instance, now);
        seal.put("cv", status.keyword());
        List<HeaderField> covered = new ArrayList<>();
        // RFC 8617 §5.1.2: a seal on a failed chain covers its own set alone
        if (status != ChainValidationStatus.FAIL) {
            chain.sets().forEach(set -> covered.addAll(set.fields()));
        }
        covered.add(results);
        covered.add(messageSignature);
        SealText text = SealText.of(ArcSet.SEAL, seal);
        byte[] hash = hasher.hash(covered, Canonicalization.RELAXED, text.unsigned(), 0, 0);
        return List.of(text.signed(key.sign(hash)), messageSignature, results);
    }

    private HeaderField messageSignature(
            HeaderHasher hasher, MessageHead head, BodyHash body, int instance, Instant now) {
        List<String> names = options.names().of(head);
        Map<String, String> tags = tags(instance, now);
        tags.put("bh", Base64.getEncoder().encodeToString(body.value()));
        tags.put("c", options.header().keyword() + "/" + options.body().keyword());
        tags.put("h", String.join(":", names));
        OptionalLong expiry = options.expiry().seconds(now);
        if (expiry.isPresent()) {
            tags.put("x", String.valueOf(expiry.getAsLong()));
        }
        SealText text = SealText.of(ArcSet.MESSAGE_SIGNATURE, tags);
        List<HeaderField> fields =
                hasher.select(names.stream().map(FieldName::of).toList(), text.unsigned());
        byte[] hash = hasher.hash(fields, options.header(), text.unsigned(), 0, 0);
        return text.signed(key.sign(hash));
    }

    /** The tags that both signatures have. */
    private Map<String, String> tags(int instance, Instant now) {
        Map<String, String> tags = new LinkedHashMap<>();
        tags.put("a", key.algorithm().keyword());
        tags.put("d", domain.value());
        tags.put("i", String.valueOf(instance));
        tags.put("s", selector.value());
        if (options.timestamps() == Timestamps.ON) {
            tags.put("t", String.valueOf(now.getEpochSecond()));
        }
        return tags;
    }

    private BodyHash bodyHash(Message message) throws IOException {
        BodyHasher hasher = new BodyHasher(Crypto.JDK);
        BodyHash hash = hasher.hash(options.body(), OptionalLong.empty());
        // RFC 6376 §5.3: what is signed is what leaves; RFC 5321 §2.3.8: no CR or LF does without the other
        hasher.read(() -> new CrlfInput(message.body().open(), LineEnd.ANY));
        hasher.finish();
        return hash;
    }
}
