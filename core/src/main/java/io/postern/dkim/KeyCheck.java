// SPDX-License-Identifier: Apache-2.0
package io.postern.dkim;

import io.postern.dns.DnsAnswer;
import io.postern.dns.TxtRecord;
import io.postern.value.Ascii;
import io.postern.value.Parsed;
import io.postern.value.TagList;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.util.List;
import java.util.Optional;

/** Whether a key that DNS has fits a signature (RFC 6376 §6.1.2). */
final class KeyCheck {
    /** Records of one name that are tried. Ours, against exhaustion: there should be one. */
    static final int MAX_KEYS = 4;

    private static final int MAX_QUOTED = 200;

    /** What the records came to: a key that the signature fits if {@code refusal} is empty. */
    record Verdict(Optional<Refusal> refusal, int bits, boolean testing) {
        static Verdict refused(DkimReason reason, String detail) {
            return new Verdict(Optional.of(new Refusal(reason, detail)), 0, false);
        }

        /** How far the check came: the verdict of the key that came farthest is the signature's. */
        private int progress() {
            return refusal.map(why -> switch (why.reason().result()) {
                        case FAIL -> 3;
                        case POLICY -> 2;
                        case PASS, NEUTRAL, TEMPERROR, PERMERROR, NONE -> why.reason() == DkimReason.NO_KEY ? 0 : 1;
                    })
                    .orElse(4);
        }
    }

    private final Crypto crypto;
    private final PublicKeyReader reader;

    KeyCheck(Crypto crypto) {
        this.crypto = crypto;
        this.reader = new PublicKeyReader(crypto);
    }

    /**
     * Checks by what DNS answered.
     *
     * @param body what speaks against the body
     * @param headerHash what the key must have signed
     */
    Verdict check(KeyedSignature signature, DnsAnswer<TxtRecord> answer, Optional<Refusal> body, byte[] headerHash) {
        // RFC 6376 §6.1.2: step 2, no answer is a temporary failure
        if (answer.problem().isPresent()) {
            return Verdict.refused(DkimReason.DNS, answer.problem().get().detail());
        }
        // AMBIGUOUS RFC 6376 §3.6.2.2: several records under one name are undefined; they are tried in turn, as RFC
        // 6376
        // §6.1.2 step 4 allows, up to four, and the one that comes farthest counts
        List<TxtRecord> records = answer.recordsOrNone();
        // RFC 6376 §6.1.2: step 3, no record
        if (records.isEmpty()) {
            return Verdict.refused(DkimReason.NO_KEY, signature.keyName() + " has no TXT record");
        }
        Verdict best = check(signature, records.get(0).joined(), body, headerHash);
        for (int i = 1; i < Math.min(records.size(), MAX_KEYS); i++) {
            Verdict verdict = check(signature, records.get(i).joined(), body, headerHash);
            best = verdict.progress() > best.progress() ? verdict : best;
        }
        return best;
    }

    private Verdict check(KeyedSignature signature, String record, Optional<Refusal> body, byte[] headerHash) {
        Optional<KnownKey> known = crypto.keys().get(record);
        if (known.isPresent()) {
            DkimKey key = known.get().record();
            return key.refusal(signature)
                    .map(forbidden -> forbidden(forbidden, key))
                    .orElseGet(() -> check(signature, key, known.get().key(), body, headerHash));
        }
        // DEVIATES RFC 6376 §3.6.1: a bare line end in a record is white space, as one pasted from a file has it
        Parsed<TagList> tags = TagList.parse(record.replace('\r', ' ').replace('\n', ' '));
        if (tags instanceof Parsed.Ok<TagList> ok && DkimKey.isForeign(ok.value())) {
            return Verdict.refused(DkimReason.NO_KEY, "not a key: " + Ascii.printable(record, MAX_QUOTED));
        }
        Parsed<DkimKey> key = tags.fold(DkimKey::of, Parsed.Malformed::as);
        // RFC 6376 §6.1.2: step 5, a record that breaks the format
        return key.fold(
                ok -> check(signature, record, ok, body, headerHash),
                bad -> Verdict.refused(
                        DkimReason.KEY_SYNTAX,
                        "key record, " + bad.rule() + " at " + bad.offset() + ": " + bad.message()));
    }

    /** By a key that is read for the first time. */
    private Verdict check(
            KeyedSignature signature, String record, DkimKey key, Optional<Refusal> body, byte[] headerHash) {
        Optional<Refusal> forbidden = key.refusal(signature);
        if (forbidden.isPresent()) {
            return forbidden(forbidden.get(), key);
        }
        Optional<byte[]> octets = Base64Value.decode(key.publicKey().getBytes(StandardCharsets.ISO_8859_1));
        if (octets.isEmpty()) {
            return Verdict.refused(DkimReason.KEY_SYNTAX, "key: p= is not base64");
        }
        PublicKeyReader.Reading reading = reader.read(signature.algorithm().keyType(), octets.get());
        if (reading.refused().isPresent()) {
            Refusal refusal = new Refusal(reading.refused().get(), "key of " + reading.bits() + " bits cannot be used");
            return new Verdict(Optional.of(refusal), reading.bits(), key.isTesting());
        }
        VerificationKey usable = reading.key().orElseThrow();
        crypto.keys().put(record, new KnownKey(key, usable));
        return check(signature, key, usable, body, headerHash);
    }

    private Verdict check(
            KeyedSignature signature, DkimKey record, VerificationKey key, Optional<Refusal> body, byte[] headerHash) {
        Optional<Refusal> refusal = body.isPresent() ? body : signature(signature, key, headerHash);
        return new Verdict(refusal, key.bits(), record.isTesting());
    }

    private static Verdict forbidden(Refusal refusal, DkimKey key) {
        return new Verdict(Optional.of(refusal), 0, key.isTesting());
    }

    private Optional<Refusal> signature(KeyedSignature signature, VerificationKey key, byte[] headerHash) {
        try {
            // RFC 6376 §6.1.3: the signature over the header's hash
            return crypto.verifies(key, headerHash, signature.signature().toArray())
                    ? Optional.empty()
                    : Optional.of(new Refusal(DkimReason.SIGNATURE, "the signature does not fit header and key"));
        } catch (InvalidKeyException notAKey) {
            return Optional.of(new Refusal(DkimReason.KEY_SYNTAX, "key: not a point of its curve"));
        }
    }
}
