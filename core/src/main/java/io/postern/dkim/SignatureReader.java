// SPDX-License-Identifier: Apache-2.0
package io.postern.dkim;

import io.postern.message.HeaderField;
import io.postern.value.Ascii;
import io.postern.value.DomainConverter;
import io.postern.value.DomainName;
import io.postern.value.Octets;
import io.postern.value.Parsed;
import io.postern.value.TagList;
import io.postern.value.Utf8;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Reads one DKIM-Signature field (RFC 6376 §6.1.1): a signature, or the first thing that is wrong with it. One method
 * for a tag; each notes what it finds wrong and goes on, so that the label is complete either way.
 */
final class SignatureReader {
    /** Names in {@code h=}. Ours, against exhaustion; signers list about fifteen. */
    static final int MAX_SIGNED_NAMES = 500;

    private static final int SHA256_OCTETS = 32;
    /** RFC 6376 §3.5: longer times may be taken as infinite. */
    private static final int TIME_DIGITS = 12;
    /** RFC 6376 §3.5: a body limit has up to 76; all beyond these are more than any body has. */
    private static final int LONG_DIGITS = 18;
    /** Octets of texts that a label keeps. Ours; RFC 5321 §4.5.3.1 has 64 for the local part and 255 for the domain. */
    private static final int MAX_LABEL = 320;

    /** What a field came to: {@code refusal} is there unless {@code signature} is. */
    record Reading(SignatureLabel label, Optional<DkimSignature> signature, Optional<Refusal> refusal) {}

    private record Canonicalizations(Canonicalization header, Canonicalization body) {}

    private final HeaderField field;
    private final TagList tags;
    private final DomainConverter toALabels;
    private @Nullable Refusal refusal;

    private SignatureReader(HeaderField field, TagList tags, DomainConverter toALabels) {
        this.field = field;
        this.tags = tags;
        this.toALabels = toALabels;
    }

    static Reading read(HeaderField field, DomainConverter toALabels) {
        return TagList.parse(field.body())
                .fold(tags -> new SignatureReader(field, tags, toALabels).reading(), SignatureReader::malformed);
    }

    private static Reading malformed(Parsed.Malformed<TagList> bad) {
        // AMBIGUOUS RFC 8601 §2.7.1: it has neutral for syntax errors, and permerror for what can never be verified; a
        // signature that RFC 6376 §6.1.1 fails permanently is permerror, whatever is wrong with it
        Refusal refusal = new Refusal(
                DkimReason.SYNTAX, "signature, " + bad.rule() + " at " + bad.offset() + ": " + bad.message());
        return new Reading(SignatureLabel.NONE, Optional.empty(), Optional.of(refusal));
    }

    private Reading reading() {
        version();
        Optional<SignatureAlgorithm> algorithm = algorithm();
        Optional<TagList.Tag> b = required("b");
        Optional<byte[]> signature = b.flatMap(this::octets);
        Optional<byte[]> bodyHash = required("bh").flatMap(this::octets);
        algorithm.ifPresent(known -> bodyHash.ifPresent(hash -> hashLength(known, hash)));
        Canonicalizations forms = canonicalizations();
        Optional<DomainName> domain = required("d").flatMap(this::domain);
        Optional<DomainName> selector = required("s").flatMap(this::selector);
        List<String> names = signedNames();
        Optional<DomainName> identityDomain = identityDomain(domain);
        OptionalLong limit = number("l", LONG_DIGITS);
        queryMethod();
        OptionalLong timestamp = number("t", TIME_DIGITS);
        OptionalLong expiration = number("x", TIME_DIGITS);
        times(timestamp, expiration);
        keyName(domain, selector);
        SignatureLabel label = label(domain);
        if (refusal != null) {
            return new Reading(label, Optional.empty(), Optional.of(refusal));
        }
        int bodyStart = field.bodyStart();
        DkimSignature read = new DkimSignature(
                field,
                bodyStart + b.orElseThrow().start(),
                bodyStart + b.orElseThrow().end(),
                algorithm.orElseThrow(),
                Octets.of(signature.orElseThrow()),
                Octets.of(bodyHash.orElseThrow()),
                forms.header,
                forms.body,
                domain.orElseThrow(),
                selector.orElseThrow(),
                names,
                identityDomain.orElseThrow(),
                limit,
                timestamp,
                expiration);
        return new Reading(label, Optional.of(read), Optional.empty());
    }

    // RFC 6376 §3.5: v= is required and must be 1
    private void version() {
        required("v").filter(tag -> !tag.value().equals("1")).ifPresent(tag -> refuse(DkimReason.VERSION, tag));
    }

    private Optional<SignatureAlgorithm> algorithm() {
        Optional<TagList.Tag> tag = required("a");
        Optional<SignatureAlgorithm> known = tag.flatMap(a -> SignatureAlgorithm.of(a.value()));
        if (tag.isPresent() && known.isEmpty()) {
            refuse(DkimReason.ALGORITHM, tag.get());
        }
        return known;
    }

    // RFC 6376 §3.5: simple/simple by default; one word is the header's, and the body's is simple then
    private Canonicalizations canonicalizations() {
        String text = tags.value("c").orElse("simple/simple");
        int slash = text.indexOf('/');
        Optional<Canonicalization> header = Canonicalization.of(slash < 0 ? text : text.substring(0, slash));
        Optional<Canonicalization> body = Canonicalization.of(slash < 0 ? "simple" : text.substring(slash + 1));
        if (header.isEmpty() || body.isEmpty()) {
            refuse(DkimReason.CANONICALIZATION, "c=" + text);
        }
        return new Canonicalizations(header.orElse(Canonicalization.SIMPLE), body.orElse(Canonicalization.SIMPLE));
    }

    // RFC 6376 §3.5: sub-domain 1*("." sub-domain)
    private Optional<DomainName> domain(TagList.Tag tag) {
        Optional<DomainName> name = name(tag.value());
        if (name.isEmpty() || !tag.value().contains(".")) {
            refuse(DkimReason.SYNTAX, tag);
            return Optional.empty();
        }
        return name;
    }

    private Optional<DomainName> selector(TagList.Tag tag) {
        Optional<DomainName> name = name(tag.value());
        if (name.isEmpty()) {
            refuse(DkimReason.SYNTAX, tag);
        }
        return name;
    }

    /**
     * RFC 8616 §5: U-labels are made A-labels before they are looked up. Underscores are taken, as domains have them.
     */
    private Optional<DomainName> name(String octets) {
        if (octets.endsWith(".") || !isNameText(octets)) {
            return Optional.empty();
        }
        return Ascii.isAscii(octets)
                ? DomainName.parse(octets).ok()
                : Utf8.decode(octets).flatMap(text -> toALabels.toAscii(text).ok());
    }

    private static boolean isNameText(String octets) {
        for (int i = 0; i < octets.length(); i++) {
            if (!isNameChar(octets.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isNameChar(int c) {
        return Ascii.isAlpha(c) || Ascii.isDigit(c) || c == '-' || c == '.' || c == '_' || c >= 0x80;
    }

    private void keyName(Optional<DomainName> domain, Optional<DomainName> selector) {
        if (domain.isPresent()
                && selector.isPresent()
                && DomainName.parse(selector.get() + "._domainkey." + domain.get())
                        .ok()
                        .isEmpty()) {
            refuse(DkimReason.SYNTAX, "the name of the key is too long");
        }
    }

    // RFC 6376 §3.5: field names between colons; RFC 6376 §5.4: From must be among them
    private List<String> signedNames() {
        List<String> names = new ArrayList<>();
        required("h").ifPresent(tag -> {
            String list = Ascii.toLowerCase(tag.compactValue());
            for (int start = 0; start <= list.length() && names.size() <= MAX_SIGNED_NAMES; ) {
                int colon = list.indexOf(':', start);
                int end = colon < 0 ? list.length() : colon;
                names.add(list.substring(start, end));
                start = end + 1;
            }
            if (names.contains("") || names.size() > MAX_SIGNED_NAMES) {
                refuse(DkimReason.SYNTAX, tag);
            } else if (!names.contains("from")) {
                refuse(DkimReason.FROM_NOT_SIGNED, tag);
            }
        });
        return names;
    }

    // RFC 6376 §3.5: the domain of i= is d= or below it; i= is @ and d= by default; all of it is quoted-printable
    private Optional<DomainName> identityDomain(Optional<DomainName> domain) {
        Optional<TagList.Tag> tag = tags.tag("i");
        if (tag.isEmpty() || domain.isEmpty()) {
            return domain;
        }
        Optional<DomainName> name = QuotedPrintable.decode(tag.get().value())
                .filter(identity -> identity.contains("@"))
                .flatMap(identity -> name(identity.substring(identity.lastIndexOf('@') + 1)));
        if (name.isEmpty()) {
            refuse(DkimReason.SYNTAX, tag.get());
        } else if (!name.get().isEqualToOrBelow(domain.get())) {
            refuse(DkimReason.IDENTITY, tag.get());
        }
        return name;
    }

    // RFC 6376 §3.5: methods between colons, of which one is dns/txt; unknown ones are passed over
    private void queryMethod() {
        tags.tag("q")
                .filter(tag -> !List.of(tag.compactValue().split(":", -1)).contains("dns/txt"))
                .ifPresent(tag -> refuse(DkimReason.QUERY_METHOD, tag));
    }

    /** Digits only; a number of more than {@code maxDigits}, leading zeros not counted, is Long.MAX_VALUE. */
    private OptionalLong number(String name, int maxDigits) {
        Optional<TagList.Tag> tag = tags.tag(name);
        if (tag.isEmpty()) {
            return OptionalLong.empty();
        }
        String digits = tag.get().value();
        if (digits.isEmpty() || !digits.chars().allMatch(Ascii::isDigit)) {
            refuse(DkimReason.SYNTAX, tag.get());
            return OptionalLong.empty();
        }
        int start = 0;
        while (start < digits.length() - 1 && digits.charAt(start) == '0') {
            start++;
        }
        return OptionalLong.of(
                digits.length() - start > maxDigits
                        ? Long.MAX_VALUE
                        : Long.parseLong(digits, start, digits.length(), 10));
    }

    // RFC 6376 §3.5: x= must be greater than t= if both are there
    private void times(OptionalLong timestamp, OptionalLong expiration) {
        if (timestamp.isPresent() && expiration.isPresent() && expiration.getAsLong() <= timestamp.getAsLong()) {
            refuse(DkimReason.SYNTAX, "x= is not after t=");
        }
    }

    private Optional<byte[]> octets(TagList.Tag tag) {
        Optional<byte[]> octets = Base64Value.decode(tag.value()).filter(each -> each.length > 0);
        if (octets.isEmpty()) {
            refuse(DkimReason.SYNTAX, tag);
        }
        return octets;
    }

    private void hashLength(SignatureAlgorithm algorithm, byte[] hash) {
        if (algorithm != SignatureAlgorithm.RSA_SHA1 && hash.length != SHA256_OCTETS) {
            refuse(DkimReason.SYNTAX, "bh= has " + hash.length + " octets");
        }
    }

    private Optional<TagList.Tag> required(String name) {
        Optional<TagList.Tag> tag = tags.tag(name);
        if (tag.isEmpty()) {
            // RFC 6376 §6.1.1: a required tag that is missing
            refuse(name.equals("v") ? DkimReason.VERSION : DkimReason.SYNTAX, name + "= is missing");
        }
        return tag;
    }

    private void refuse(DkimReason reason, TagList.Tag tag) {
        refuse(reason, tag.name() + "=" + tag.value());
    }

    private void refuse(DkimReason reason, String detail) {
        if (refusal == null) {
            refusal = new Refusal(reason, "signature: " + Ascii.printable(detail, MAX_LABEL));
        }
    }

    private SignatureLabel label(Optional<DomainName> domain) {
        String d = domain.map(DomainName::value).orElseGet(() -> text("d"));
        String identity = tags.tag("i").map(SignatureReader::identity).orElse(d.isEmpty() ? "" : "@" + d);
        return new SignatureLabel(
                d,
                text("s"),
                text("a"),
                identity,
                tags.tag("b").map(SignatureReader::start).orElse(""));
    }

    /** The beginning of {@code b=}: as much as tells signatures apart. */
    private static String start(TagList.Tag b) {
        String value = b.value();
        StringBuilder start = new StringBuilder(SignatureLabel.MAX_SIGNATURE);
        for (int i = 0; i < value.length() && start.length() < SignatureLabel.MAX_SIGNATURE; i++) {
            if (value.charAt(i) > ' ') {
                start.append(value.charAt(i));
            }
        }
        return start.toString();
    }

    private static String identity(TagList.Tag tag) {
        return cut(QuotedPrintable.decode(tag.value()).orElse(tag.value()));
    }

    private String text(String name) {
        return tags.value(name).map(SignatureReader::cut).orElse("");
    }

    private static String cut(String octets) {
        return Utf8.decodeLeniently(octets.substring(0, Math.min(octets.length(), MAX_LABEL)));
    }
}
