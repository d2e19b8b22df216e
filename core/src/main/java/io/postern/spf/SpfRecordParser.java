// SPDX-License-Identifier: Apache-2.0
package io.postern.spf;

import io.postern.spf.Mechanism.DualCidrLength;
import io.postern.value.Ascii;
import io.postern.value.IpAddress;
import io.postern.value.IpNetwork;
import io.postern.value.Parsed;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads one record. A term is cut out at its spaces first; then each kind of term has a method of its own. */
final class SpfRecordParser {
    private final String text;
    private final List<Directive> directives = new ArrayList<>();
    private @Nullable DomainSpec redirect;
    private @Nullable DomainSpec explanation;

    SpfRecordParser(String text) {
        this.text = text;
    }

    // RFC 7208 §12: record = version terms *SP; terms = *( 1*SP ( directive / modifier ) )
    Parsed<SpfRecord> record() {
        if (!SpfRecord.isSpf(text)) {
            return Parsed.malformed(0, "version", "does not begin with v=spf1");
        }
        int position = SpfRecord.VERSION.length();
        while (position < text.length()) {
            int end = text.indexOf(' ', position);
            end = end < 0 ? text.length() : end;
            if (end > position) {
                Optional<Parsed.Malformed<SpfRecord>> bad = term(text.substring(position, end), position);
                if (bad.isPresent()) {
                    return bad.get();
                }
            }
            position = end + 1;
        }
        return Parsed.ok(new SpfRecord(directives, Optional.ofNullable(redirect), Optional.ofNullable(explanation)));
    }

    /** Takes a term in, or says what is wrong with it; offsets are those of the record. */
    private Optional<Parsed.Malformed<SpfRecord>> term(String term, int offset) {
        int name = nameLength(term);
        Parsed<?> parsed = name > 0 && name < term.length() && term.charAt(name) == '='
                ? modifier(Ascii.toLowerCase(term.substring(0, name)), term.substring(name + 1))
                : directive(term).map(directives::add);
        return parsed instanceof Parsed.Malformed<?> bad
                ? Optional.of(new Parsed.Malformed<>(offset + bad.offset(), bad.rule(), bad.message()))
                : Optional.empty();
    }

    // RFC 7208 §12: name = ALPHA *( ALPHA / DIGIT / "-" / "_" / "." )
    private static int nameLength(String term) {
        if (!Ascii.isAlpha(term.charAt(0))) {
            return 0;
        }
        int length = 1;
        while (length < term.length() && isNameCharacter(term.charAt(length))) {
            length++;
        }
        return length;
    }

    private static boolean isNameCharacter(char c) {
        return Ascii.isAlpha(c) || Ascii.isDigit(c) || c == '-' || c == '_' || c == '.';
    }

    private Parsed<?> modifier(String name, String value) {
        // RFC 7208 §6: redirect and exp must not appear more than once each
        if (name.equals("redirect")) {
            return redirect != null
                    ? Parsed.malformed(0, "redirect", "appears twice")
                    : DomainSpec.parse(value).map(spec -> redirect = spec);
        }
        if (name.equals("exp")) {
            return explanation != null
                    ? Parsed.malformed(0, "explanation", "appears twice")
                    : DomainSpec.parse(value).map(spec -> explanation = spec);
        }
        // RFC 7208 §6: unrecognized modifiers are ignored, but RFC 7208 §12 has them be macro-strings
        return MacroString.parse(value, MacroString.Place.RECORD);
    }

    // RFC 7208 §4.6.1: directive = [ qualifier ] mechanism
    private static Parsed<Directive> directive(String term) {
        Qualifier qualifier = Qualifier.PASS;
        int start = 0;
        for (Qualifier each : Qualifier.values()) {
            if (term.charAt(0) == each.sign()) {
                qualifier = each;
                start = 1;
            }
        }
        Qualifier found = qualifier;
        return mechanism(term.substring(start)).map(mechanism -> new Directive(found, mechanism, term));
    }

    private static Parsed<Mechanism> mechanism(String text) {
        int end = 0;
        while (end < text.length() && text.charAt(end) != ':' && text.charAt(end) != '/') {
            end++;
        }
        String argument = text.substring(end);
        return switch (Ascii.toLowerCase(text.substring(0, end))) {
            case "all" ->
                argument.isEmpty() ? Parsed.ok(new Mechanism.All()) : Parsed.malformed(end, "all", "takes no argument");
            case "include" -> required(argument, "include", Mechanism.Include::new);
            case "exists" -> required(argument, "exists", Mechanism.Exists::new);
            case "a" -> dual(argument, "a", cut -> new Mechanism.A(cut.domain, cut.lengths));
            case "mx" -> dual(argument, "mx", cut -> new Mechanism.Mx(cut.domain, cut.lengths));
            case "ptr" ->
                argument.isEmpty()
                        ? Parsed.ok(new Mechanism.Ptr(Optional.empty()))
                        : required(argument, "ptr", spec -> new Mechanism.Ptr(Optional.of(spec)));
            case "ip4" -> ip4(argument);
            case "ip6" -> ip6(argument);
            default -> Parsed.malformed(0, "mechanism", "unknown mechanism " + Ascii.printable(text, 40));
        };
    }

    private static Parsed<Mechanism> required(
            String argument, String rule, Function<DomainSpec, Mechanism> constructor) {
        if (!argument.startsWith(":")) {
            return Parsed.malformed(0, rule, ": and a domain expected");
        }
        return DomainSpec.parse(argument.substring(1)).map(constructor);
    }

    private record DomainAndLengths(Optional<DomainSpec> domain, DualCidrLength lengths) {}

    // RFC 7208 §5.3: [ ":" domain-spec ] [ dual-cidr-length ]
    private static Parsed<Mechanism> dual(
            String argument, String rule, Function<DomainAndLengths, Mechanism> constructor) {
        int cut = dualCidrStart(argument);
        Parsed<DualCidrLength> lengths = dualCidrLength(argument.substring(cut));
        if (!(lengths instanceof Parsed.Ok<DualCidrLength> ok)) {
            return ((Parsed.Malformed<DualCidrLength>) lengths).as();
        }
        String domain = argument.substring(0, cut);
        if (domain.isEmpty()) {
            return Parsed.ok(constructor.apply(new DomainAndLengths(Optional.empty(), ok.value())));
        }
        return required(domain, rule, spec -> constructor.apply(new DomainAndLengths(Optional.of(spec), ok.value())));
    }

    /**
     * Where the dual-cidr-length begins. A domain-spec may hold slashes, but it cannot end with a slash and digits (its
     * last label or macro has none), so the lengths are found from the right.
     */
    private static int dualCidrStart(String argument) {
        int digits = beforeDigits(argument, argument.length());
        if (digits == argument.length() || digits == 0 || argument.charAt(digits - 1) != '/') {
            return argument.length();
        }
        int slash = digits - 1;
        if (slash == 0 || argument.charAt(slash - 1) != '/') {
            return slash;
        }
        int both = slash - 1;
        int ip4Digits = beforeDigits(argument, both);
        boolean hasIp4 = ip4Digits < both && ip4Digits > 0 && argument.charAt(ip4Digits - 1) == '/';
        return hasIp4 ? ip4Digits - 1 : both;
    }

    private static int beforeDigits(String text, int end) {
        int position = end;
        while (position > 0 && Ascii.isDigit(text.charAt(position - 1))) {
            position--;
        }
        return position;
    }

    // RFC 7208 §5: dual-cidr-length = [ ip4-cidr-length ] [ "/" ip6-cidr-length ]
    private static Parsed<DualCidrLength> dualCidrLength(String text) {
        int both = text.indexOf("//");
        String ip4 = both < 0 ? text : text.substring(0, both);
        String ip6 = both < 0 ? "" : text.substring(both + 1);
        int ip4Length = ip4.isEmpty() ? 32 : cidrLength(ip4, 32);
        int ip6Length = ip6.isEmpty() ? 128 : cidrLength(ip6, 128);
        return ip4Length < 0 || ip6Length < 0
                ? Parsed.malformed(0, "dual-cidr-length", "lengths are /0 to /32 and //0 to //128")
                : Parsed.ok(new DualCidrLength(ip4Length, ip6Length));
    }

    // RFC 7208 §5: "/" ( "0" / %x31-39 0*2DIGIT ); gives -1 when it is not, or when it is above max
    private static int cidrLength(String text, int max) {
        int digits = text.length() - 1;
        boolean wellFormed = digits >= 1
                && digits <= 3
                && text.charAt(0) == '/'
                && beforeDigits(text, text.length()) == 1
                && (digits == 1 || text.charAt(1) != '0');
        int value = wellFormed ? Integer.parseInt(text, 1, text.length(), 10) : -1;
        return value <= max ? value : -1;
    }

    private static Parsed<Mechanism> ip4(String argument) {
        return network(argument, "ip4-network", 32).map(Mechanism.Ip4::new);
    }

    private static Parsed<Mechanism> ip6(String argument) {
        return network(argument, "ip6-network", 128).map(Mechanism.Ip6::new);
    }

    // RFC 7208 §5.6: ":" network [ cidr-length ]
    private static Parsed<IpNetwork> network(String argument, String rule, int bits) {
        if (!argument.startsWith(":")) {
            return Parsed.malformed(0, rule, ": and a network expected");
        }
        int slash = argument.indexOf('/');
        String literal = argument.substring(1, slash < 0 ? argument.length() : slash);
        int length = slash < 0 ? bits : cidrLength(argument.substring(slash), bits);
        Parsed<IpAddress> address = IpAddress.parse(literal);
        if (length >= 0
                && address instanceof Parsed.Ok<IpAddress> ok
                && ok.value().bits() == bits) {
            return Parsed.ok(new IpNetwork(ok.value(), length));
        }
        return Parsed.malformed(1, rule, "not a network of " + bits + " bits");
    }
}
