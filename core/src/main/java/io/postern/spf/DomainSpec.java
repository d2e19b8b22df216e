// SPDX-License-Identifier: Apache-2.0
package io.postern.spf;

import io.postern.value.Ascii;
import io.postern.value.Parsed;

/** A domain-spec (RFC 7208 §7.1): a macro-string that ends like a domain. */
public record DomainSpec(MacroString macros) {
    private static final String RULE = "domain-spec";

    // RFC 7208 §7.1: domain-spec = macro-string domain-end; domain-end = ( "." toplabel [ "." ] ) / macro-expand
    public static Parsed<DomainSpec> parse(String text) {
        Parsed<MacroString> parsed = MacroString.parse(text, MacroString.Place.RECORD);
        if (!(parsed instanceof Parsed.Ok<MacroString> macros)) {
            return ((Parsed.Malformed<MacroString>) parsed).as();
        }
        boolean ends = endsWithMacroExpand(text, macros.value()) || endsWithToplabel(text);
        return ends
                ? Parsed.ok(new DomainSpec(macros.value()))
                : Parsed.malformed(text.length(), RULE, "ends neither with a top-level label nor with a macro");
    }

    /** Grammar's macro-expand is also {@code %%}, {@code %_} and {@code %-}, which are read as literals. */
    private static boolean endsWithMacroExpand(String text, MacroString macros) {
        if (macros.endsWithMacro()) {
            return true;
        }
        int last = text.length() - 1;
        if (last < 1 || "%_-".indexOf(text.charAt(last)) < 0) {
            return false;
        }
        int percents = 0;
        for (int i = last - 1; i >= 0 && text.charAt(i) == '%'; i--) {
            percents++;
        }
        return percents % 2 == 1;
    }

    // RFC 7208 §7.1: toplabel = ( *alphanum ALPHA *alphanum ) / ( 1*alphanum "-" *( alphanum / "-" ) alphanum )
    private static boolean endsWithToplabel(String text) {
        int end = text.endsWith(".") ? text.length() - 1 : text.length();
        int dot = text.lastIndexOf('.', end - 1);
        if (dot < 0 || dot + 1 == end) {
            return false;
        }
        boolean letterOrHyphen = false;
        for (int i = dot + 1; i < end; i++) {
            char c = text.charAt(i);
            if (!(Ascii.isAlpha(c) || Ascii.isDigit(c) || c == '-')) {
                return false;
            }
            letterOrHyphen |= !Ascii.isDigit(c);
        }
        return letterOrHyphen && text.charAt(dot + 1) != '-' && text.charAt(end - 1) != '-';
    }
}
