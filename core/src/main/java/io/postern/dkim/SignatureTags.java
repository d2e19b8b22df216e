// SPDX-License-Identifier: Apache-2.0
package io.postern.dkim;

import io.postern.message.HeaderField;
import io.postern.value.Ascii;
import io.postern.value.DomainConverter;
import io.postern.value.DomainName;
import io.postern.value.Parsed;
import io.postern.value.TagList;
import io.postern.value.Utf8;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The tags that all signature fields have (RFC 6376 §3.5, RFC 8617 §4.1). One method for a tag; each notes what it
 * finds wrong and goes on, so that the label is complete either way. The first thing that is wrong counts.
 */
final class SignatureTags {
    /** RFC 6376 §3.5: longer times may be taken as infinite. */
    static final int TIME_DIGITS = 12;
    /** Octets of texts that a label keeps. Ours; RFC 5321 §4.5.3.1 has 64 for the local part and 255 for the domain. */
    static final int MAX_LABEL = 320;

    private final HeaderField field;
    private final TagList tags;
    private final DomainConverter toALabels;
    private @Nullable Refusal refusal;

    SignatureTags(HeaderField field, TagList tags, DomainConverter toALabels) {
        this.field = field;
        this.tags = tags;
        this.toALabels = toALabels;
    }

    /** Why the field is none, for a field that is not even a list of tags. */
    static Refusal malformed(Parsed.Malformed<TagList> bad) {
        // AMBIGUOUS RFC 8601 §2.7.1: it has neutral for syntax errors, and permerror for what can never be verified; a
        // signature that RFC 6376 §6.1.1 fails permanently is permerror, whatever is wrong with it
        return new Refusal(
                DkimReason.SYNTAX, "signature, " + bad.rule() + " at " + bad.offset() + ": " + bad.message());
    }

    HeaderField field() {
        return field;
    }

    TagList tags() {
        return tags;
    }

    /** The first thing that is wrong. */
    Optional<Refusal> refusal() {
        return Optional.ofNullable(refusal);
    }

    /** Where among the field's octets the tag's value begins, white space included. */
    int start(TagList.Tag tag) {
        return field.bodyStart() + tag.start();
    }

    int end(TagList.Tag tag) {
        return field.bodyStart() + tag.end();
    }

    Optional<SignatureAlgorithm> algorithm() {
        Optional<TagList.Tag> tag = required("a");
        Optional<SignatureAlgorithm> known = tag.flatMap(a -> SignatureAlgorithm.of(a.value()));
        if (tag.isPresent() && known.isEmpty()) {
            refuse(DkimReason.ALGORITHM, tag.get());
        }
        return known;
    }

    // RFC 6376 §3.5: sub-domain 1*("." sub-domain)
    Optional<DomainName> domain() {
        Optional<TagList.Tag> tag = required("d");
        Optional<DomainName> name = tag.filter(d -> d.value().contains(".")).flatMap(d -> name(d.value()));
        if (tag.isPresent() && name.isEmpty()) {
            refuse(DkimReason.SYNTAX, tag.get());
        }
        return name;
    }

    Optional<DomainName> selector() {
        Optional<TagList.Tag> tag = required("s");
        Optional<DomainName> name = tag.flatMap(s -> name(s.value()));
        if (tag.isPresent() && name.isEmpty()) {
            refuse(DkimReason.SYNTAX, tag.get());
        }
        return name;
    }

    /**
     * RFC 8616 §5: U-labels are made A-labels before they are looked up. Underscores are taken, as domains have them.
     */
    Optional<DomainName> name(String octets) {
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

    // RFC 6376 §3.6.2.1
    Optional<DomainName> keyName(Optional<DomainName> domain, Optional<DomainName> selector) {
        if (domain.isEmpty() || selector.isEmpty()) {
            return Optional.empty();
        }
        Optional<DomainName> name =
                DomainName.parse(selector.get() + "._domainkey." + domain.get()).ok();
        if (name.isEmpty()) {
            refuse(DkimReason.SYNTAX, "the name of the key is too long");
        }
        return name;
    }

    /** Digits only; a number of more than {@code maxDigits}, leading zeros not counted, is Long.MAX_VALUE. */
    OptionalLong number(String name, int maxDigits) {
        Optional<TagList.Tag> tag = tags.tag(name);
        if (tag.isEmpty()) {
            return OptionalLong.empty();
        }
        String digits = tag.get().value();
        if (!Ascii.isNumber(digits)) {
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

    Optional<byte[]> octets(TagList.Tag tag) {
        Optional<byte[]> octets = Base64Value.decode(tag.compactOctets()).filter(each -> each.length > 0);
        if (octets.isEmpty()) {
            refuse(DkimReason.SYNTAX, tag);
        }
        return octets;
    }

    Optional<TagList.Tag> required(String name) {
        Optional<TagList.Tag> tag = tags.tag(name);
        if (tag.isEmpty()) {
            // RFC 6376 §6.1.1: a required tag that is missing
            refuse(name.equals("v") ? DkimReason.VERSION : DkimReason.SYNTAX, name + "= is missing");
        }
        return tag;
    }

    void refuse(DkimReason reason, TagList.Tag tag) {
        refuse(reason, tag.name() + "=" + tag.value());
    }

    void refuse(DkimReason reason, String detail) {
        if (refusal == null) {
            refusal = new Refusal(reason, "signature: " + Ascii.printable(detail, MAX_LABEL));
        }
    }

    /** @param identity what the field says of it, decoded; empty if it cannot, or does not */
    SignatureLabel label(Optional<DomainName> domain, Optional<String> identity) {
        String d = domain.map(DomainName::value).orElseGet(() -> text("d"));
        return new SignatureLabel(
                d,
                text("s"),
                text("a"),
                identity.map(SignatureTags::cut).orElse(d.isEmpty() ? "" : "@" + d),
                tags.tag("b").map(SignatureTags::beginning).orElse(""));
    }

    /** The beginning of {@code b=}: as much as tells signatures apart. */
    private static String beginning(TagList.Tag b) {
        String value = b.value();
        StringBuilder start = new StringBuilder(SignatureLabel.MAX_SIGNATURE);
        for (int i = 0; i < value.length() && start.length() < SignatureLabel.MAX_SIGNATURE; i++) {
            if (value.charAt(i) > ' ') {
                start.append(value.charAt(i));
            }
        }
        return start.toString();
    }

    private String text(String name) {
        return tags.value(name).map(SignatureTags::cut).orElse("");
    }

    private static String cut(String octets) {
        return Utf8.decodeLeniently(octets.substring(0, Math.min(octets.length(), MAX_LABEL)));
    }
}
