// SPDX-License-Identifier: Apache-2.0
package io.postern.dns;

import io.postern.value.Ascii;
import io.postern.value.DomainName;
import io.postern.value.IpAddress;
import io.postern.value.Parsed;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * A record type that Postern asks for, with the type of its value and its presentation form (the cassette's).
 *
 * @param <T> the value's type
 */
public final class RecordType<T> {
    public static final RecordType<IpAddress> A =
            new RecordType<>("A", 1, text -> address(text, false), IpAddress::toString);
    public static final RecordType<IpAddress> AAAA =
            new RecordType<>("AAAA", 28, text -> address(text, true), IpAddress::toString);
    public static final RecordType<MxRecord> MX = new RecordType<>("MX", 15, RecordType::mx, RecordType::mxText);
    public static final RecordType<DomainName> PTR = new RecordType<>("PTR", 12, DomainName::parse, DomainName::value);
    public static final RecordType<TxtRecord> TXT =
            new RecordType<>("TXT", 16, text -> Parsed.ok(TxtRecord.of(text)), TxtRecord::joined);

    /** Every type above. */
    public static final List<RecordType<?>> ALL = List.of(A, AAAA, MX, PTR, TXT);

    private final String mnemonic;
    private final int code;
    private final Function<String, Parsed<T>> parser;
    private final Function<T, String> formatter;

    private RecordType(String mnemonic, int code, Function<String, Parsed<T>> parser, Function<T, String> formatter) {
        this.mnemonic = mnemonic;
        this.code = code;
        this.parser = parser;
        this.formatter = formatter;
    }

    /** IANA's mnemonic, upper case. */
    public String mnemonic() {
        return mnemonic;
    }

    /** IANA's number. */
    public int code() {
        return code;
    }

    /** A value from its presentation form; for TXT the text is one character-string. */
    public Parsed<T> parse(String presentation) {
        return parser.apply(presentation);
    }

    /** The presentation form of a value, the inverse of {@link #parse}; for TXT the strings put together. */
    public String format(T value) {
        return formatter.apply(value);
    }

    @Override
    public String toString() {
        return mnemonic;
    }

    private static Parsed<IpAddress> address(String text, boolean v6) {
        Parsed<IpAddress> parsed = IpAddress.parse(text);
        return parsed instanceof Parsed.Ok<IpAddress> ok && ok.value().isV6() != v6
                ? Parsed.malformed(0, v6 ? "AAAA" : "A", "address of the other family")
                : parsed;
    }

    private static Parsed<MxRecord> mx(String text) {
        int space = text.indexOf(' ');
        String preference = space < 0 ? "" : text.substring(0, space);
        String exchange = text.substring(space + 1).trim();
        boolean number =
                Ascii.isNumber(preference) && preference.length() <= 5 && Integer.parseInt(preference) <= 0xFFFF;
        if (!number) {
            return Parsed.malformed(0, "MX", "an MX value is a preference of 0 to 65535, a space and a name");
        }
        if (exchange.equals(".")) {
            return Parsed.ok(new MxRecord(Integer.parseInt(preference), Optional.empty()));
        }
        return DomainName.parse(exchange).map(name -> new MxRecord(Integer.parseInt(preference), Optional.of(name)));
    }

    private static String mxText(MxRecord mx) {
        return mx.preference() + " " + mx.exchange().map(DomainName::value).orElse(".");
    }
}
