// SPDX-License-Identifier: Apache-2.0
package io.postern.dkim;

import io.postern.value.Ascii;
import io.postern.value.Parsed;
import io.postern.value.TagList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A key record (RFC 6376 §3.6.1). Tags that RFC 6376 does not have are passed over, {@code g=} of RFC 4871 among them.
 *
 * @param keyType {@code k=}, as published; {@code rsa} by default
 * @param hashes {@code h=}: those that may be used; empty: all
 * @param services {@code s=}; {@code *} by default
 * @param flags {@code t=}
 * @param publicKey {@code p=}, base64, white space taken out; empty if the key was withdrawn
 */
public record DkimKey(
        String keyType, Optional<List<String>> hashes, List<String> services, List<String> flags, String publicKey) {
    /** What a detail quotes of a tag. */
    private static final int MAX_QUOTED = 80;

    public DkimKey {
        hashes = hashes.map(List::copyOf);
        services = List.copyOf(services);
        flags = List.copyOf(flags);
    }

    /** Whether a TXT record says that it is of another version, or of something else; then it is as good as absent. */
    static boolean isForeign(TagList record) {
        // RFC 6376 §3.6.1: records that begin with another version must be discarded
        return record.tags().get(0).name().equals("v")
                && !record.tags().get(0).value().equals("DKIM1");
    }

    /** Reads the text of a TXT record, an octet string. */
    public static Parsed<DkimKey> parse(String record) {
        return TagList.parse(record).fold(DkimKey::of, Parsed.Malformed::as);
    }

    static Parsed<DkimKey> of(TagList record) {
        // RFC 6376 §3.6.1: v= is the first tag, if it is there at all
        Optional<TagList.Tag> version = record.tag("v");
        if (version.isPresent() && (isForeign(record) || !record.tags().get(0).equals(version.get()))) {
            return Parsed.malformed(version.get().start(), "key-v-tag", "v= is not DKIM1, or not the first tag");
        }
        Optional<TagList.Tag> publicKey = record.tag("p");
        if (publicKey.isEmpty()) {
            return Parsed.malformed(0, "key-p-tag", "p= is missing");
        }
        return Parsed.ok(new DkimKey(
                record.value("k").orElse(KeyType.RSA.keyword()),
                record.tag("h").map(DkimKey::words),
                record.tag("s").map(DkimKey::words).orElse(List.of("*")),
                record.tag("t").map(DkimKey::words).orElse(List.of()),
                publicKey.get().compactValue()));
    }

    /** RFC 6376 §3.6.1: {@code t=y}, the domain is testing DKIM. */
    public boolean isTesting() {
        return flags.contains("y");
    }

    /** RFC 6376 §3.6.1: {@code t=s}, the domain of {@code i=} must be {@code d=} itself. */
    public boolean isStrict() {
        return flags.contains("s");
    }

    /** What forbids this key to a signature, whatever its octets are (RFC 6376 §6.1.2). */
    Optional<Refusal> refusal(KeyedSignature signature) {
        // RFC 6376 §6.1.2: step 7, an empty p= is a key that was withdrawn
        if (publicKey.isEmpty()) {
            return refuse(DkimReason.REVOKED, "p= is empty");
        }
        // RFC 6376 §3.6.1: other service types than mail's
        if (!services.contains("*") && !services.contains("email")) {
            return refuse(DkimReason.KEY_SERVICE, "s=" + String.join(":", services));
        }
        // RFC 6376 §6.1.2: step 6, the hash must be among those of h=
        if (hashes.isPresent() && !hashes.get().contains(signature.algorithm().hash())) {
            return refuse(DkimReason.KEY_HASH, "h=" + String.join(":", hashes.get()));
        }
        // RFC 6376 §6.1.2: step 8, the key's type must be the signature's
        if (!keyType.equals(signature.algorithm().keyType().keyword())) {
            return refuse(DkimReason.KEY_TYPE, "k=" + keyType);
        }
        return isStrict() && !signature.identityDomain().equals(signature.domain())
                ? refuse(DkimReason.IDENTITY, "t=s, and i= is of " + signature.identityDomain())
                : Optional.empty();
    }

    private static Optional<Refusal> refuse(DkimReason reason, String detail) {
        return Optional.of(new Refusal(reason, "key: " + Ascii.printable(detail, MAX_QUOTED)));
    }

    private static List<String> words(TagList.Tag tag) {
        return Arrays.asList(tag.compactValue().split(":", -1));
    }
}
