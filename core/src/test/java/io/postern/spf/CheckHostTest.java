// SPDX-License-Identifier: Apache-2.0
package io.postern.spf;

import static io.postern.spf.SpfResult.FAIL;
import static io.postern.spf.SpfResult.NEUTRAL;
import static io.postern.spf.SpfResult.NONE;
import static io.postern.spf.SpfResult.PASS;
import static io.postern.spf.SpfResult.PERMERROR;
import static io.postern.spf.SpfResult.SOFTFAIL;
import static io.postern.spf.SpfResult.TEMPERROR;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What check_host() says, section by section of RFC 7208. The limits are in {@link SpfLimitsTest}. */
class CheckHostTest {
    private static final String MX_HOST = "mail.example.com A 192.0.2.1\n";

    /**
     * A case.
     *
     * @param zone as {@link Scenario#of(String)} reads it
     */
    record Case(String name, String zone, String ip, String helo, String mailFrom, SpfResult expected) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static Case record(String name, String record, SpfResult expected) {
        return zone(name, "example.com TXT " + record, expected);
    }

    private static Case zone(String name, String zone, SpfResult expected) {
        return new Case(name, zone, "192.0.2.1", "mail.example.com", "alice@example.com", expected);
    }

    private static Case v6(String name, String zone, SpfResult expected) {
        return new Case(name, zone, "2001:db8::1", "mail.example.com", "alice@example.com", expected);
    }

    private static Case sender(String name, String mailFrom, String helo, String zone, SpfResult expected) {
        return new Case(name, zone, "192.0.2.1", helo, mailFrom, expected);
    }

    static List<Case> initialProcessing() {
        String passes = "example.com TXT v=spf1 +all\n";
        return List.of(
                sender(
                        "§4.3: a domain of one label",
                        "a@localhost",
                        "x.example.com",
                        "localhost TXT v=spf1 +all",
                        NONE),
                sender("§4.3: one label and a dot", "a@localhost.", "x.example.com", "localhost TXT v=spf1 +all", NONE),
                sender("§4.3: a dot at the end of the domain", "a@example.com.", "x.example.com", passes, PASS),
                sender("§4.3: an empty label", "a@foo..example.com", "x.example.com", passes, NONE),
                sender("§4.3: an empty first label", "a@.example.com", "x.example.com", passes, NONE),
                sender("§4.3: a label of 64", "a@" + "x".repeat(64) + ".example.com", "x.example.com", passes, NONE),
                sender(
                        "§4.3: a label of 63",
                        "a@" + "x".repeat(63) + ".example.com",
                        "x.example.com",
                        "x".repeat(63) + ".example.com TXT v=spf1 +all",
                        PASS),
                sender("§4.3: a name of 256", "a@" + "abc.".repeat(64) + "d", "x.example.com", passes, NONE),
                sender("§4.3: an address literal", "a@[192.0.2.1]", "x.example.com", passes, NONE),
                sender("§4.3: an IPv6 address literal", "a@[IPv6:2001:db8::1.2]", "x.example.com", passes, NONE),
                sender("§4.3: no domain at all", "alice", "x.example.com", passes, NONE),
                sender("§4.3: U-labels without a converter", "a@b\u00fccher.example", "x.example.com", passes, NONE),
                sender("§4.3: case does not count", "a@EXAMPLE.Com", "x.example.com", passes, PASS),
                sender("§4.3: 8-bit local part", "\u00e4@example.com", "x.example.com", passes, PASS),
                sender("§2.4: a null sender is the HELO name", "", "example.com", passes, PASS),
                sender("§2.4: a null sender with a literal in HELO", "", "[192.0.2.1]", passes, NONE),
                sender("§2.4: a null sender without HELO", "", "", passes, NONE),
                sender("§2.4: HELO of one label", "", "localhost", "localhost TXT v=spf1 -all", NONE),
                sender("RFC 5321: @ in a quoted local part", "\"a@b.example\"@example.com", "h.example", passes, PASS));
    }

    static List<Case> recordSelection() {
        return List.of(
                zone("§4.4: no such domain", "other.example TXT x", NONE),
                zone("§4.4: no TXT record", "example.com A 192.0.2.1", NONE),
                zone("§4.4: time-out", "example.com * TIMEOUT", TEMPERROR),
                zone("§4.4: SERVFAIL", "example.com TXT SERVFAIL", TEMPERROR),
                zone("§4.4: a forged answer", "example.com TXT BOGUS", TEMPERROR),
                zone("§4.5: other TXT records", "example.com TXT hello\nexample.com TXT v=spf2.0/pra +all", NONE),
                record("§4.5: v=spf10", "v=spf10 -all", NONE),
                record("§4.5: a tab behind the version", "v=spf1\t-all", NONE),
                record("§4.5: a space before the version", " v=spf1 -all", NONE),
                record("§4.5: the version alone", "v=spf1", NEUTRAL),
                record("§4.5: the version and spaces", "v=spf1   ", NEUTRAL),
                record("§4.5: the version in any case", "V=SpF1 -all", FAIL),
                zone("§4.5: two records", "example.com TXT v=spf1 +all\nexample.com TXT v=spf1 +all", PERMERROR),
                zone("§4.5: two records, one broken", "example.com TXT v=spf1\nexample.com TXT v=spf1 x", PERMERROR),
                zone("§4.5: one record among others", "example.com TXT \u0096\nexample.com TXT v=spf1 -all", FAIL),
                zone("a record at the end of a CNAME", "example.com CNAME c.example\nc.example TXT v=spf1 -all", FAIL));
    }

    static List<Case> syntax() {
        return List.of(
                record("§4.6: an error behind the match", "v=spf1 +all bogus", PERMERROR),
                record("§4.6.1: many spaces", "v=spf1    a:none.example   -all   ", FAIL),
                record("§4.6.1: names in any case", "v=spf1 IP4:192.0.2.1 -ALL", PASS),
                record("§4.6.1: modifier names in any case", "v=spf1 ReDirect=other.example", PERMERROR),
                record("§4.6.1: a qualifier before a modifier", "v=spf1 -redirect=other.example", PERMERROR),
                record("§4.6.1: two qualifiers", "v=spf1 --all", PERMERROR),
                record("§4.6.1: a qualifier alone", "v=spf1 - all", PERMERROR),
                record("§4.6.1: comma between terms", "v=spf1 a,mx -all", PERMERROR),
                record("§3.1: 8-bit in a term", "v=spf1 a:\u00e4.example.com -all", PERMERROR),
                record("§3.1: NUL", "v=spf1 a:mail.example.com\0 -all", PERMERROR),
                record("§6: redirect twice", "v=spf1 redirect=a.example redirect=a.example", PERMERROR),
                record("§6: exp twice, in two cases", "v=spf1 exp=a.example EXP=a.example -all", PERMERROR),
                record("§6: an unknown modifier", "v=spf1 x-1_2.3=%{l}/:= -all", FAIL),
                record("§6: an unknown modifier, empty", "v=spf1 foo= -all", FAIL),
                record("§6: an unknown modifier twice", "v=spf1 foo=1 foo=2 -all", FAIL),
                record("§6: a mechanism's name as a modifier", "v=spf1 a=example.com -all", FAIL),
                record("§6: a modifier's name begins with a digit", "v=spf1 1a=b -all", PERMERROR),
                record("§6: a modifier without a name", "v=spf1 =b -all", PERMERROR),
                record("§12: bad macro in an unknown modifier", "v=spf1 foo=%{z} -all", PERMERROR),
                record("§12: macro of explanations there", "v=spf1 foo=%{c} -all", PERMERROR),
                record("§5.1: all with an argument", "v=spf1 all:example.com", PERMERROR),
                record("§5.1: all with a length", "v=spf1 all/8", PERMERROR),
                record("§6.1: redirect with a colon", "v=spf1 redirect:example.com", PERMERROR),
                record("§6.1: redirect to nothing", "v=spf1 ?all redirect=", PERMERROR),
                record("§6.2: exp of nothing", "v=spf1 -all exp=", PERMERROR),
                record("§6.2: exp of one label", "v=spf1 -all exp=museum", PERMERROR));
    }

    static List<Case> addresses() {
        return List.of(
                zone("§5.3: a of the domain itself", "example.com TXT v=spf1 a -all\nexample.com A 192.0.2.1", PASS),
                zone("§5.3: a of another", MX_HOST + "example.com TXT v=spf1 a:mail.example.com -all", PASS),
                zone("§5.3: a dot at the end", MX_HOST + "example.com TXT v=spf1 a:mail.example.com. -all", PASS),
                zone(
                        "§5.3: the second of two addresses",
                        MX_HOST.replace(".1", ".9") + MX_HOST + "example.com TXT v=spf1 a:mail.example.com -all",
                        PASS),
                zone("§5.3: a with a length", "example.com TXT v=spf1 a/24 -all\nexample.com A 192.0.2.99", PASS),
                zone("§5.3: one bit short", "example.com TXT v=spf1 a/25 -all\nexample.com A 192.0.2.129", FAIL),
                zone("§5.3: /0 without an address", "example.com TXT v=spf1 a/0 -all", FAIL),
                zone("§5.3: /0 with any address", "example.com TXT v=spf1 a/0 -all\nexample.com A 203.0.113.1", PASS),
                v6("§5.3: AAAA", "example.com TXT v=spf1 a -all\nexample.com AAAA 2001:db8::1", PASS),
                v6("§5.3: /0 is for IPv4", "example.com TXT v=spf1 a/0 -all\nexample.com AAAA 2001:db8::2", FAIL),
                v6("§5.3: //64", "example.com TXT v=spf1 a//64 -all\nexample.com AAAA 2001:db8::ffff", PASS),
                v6("§5.3: /32//64", "example.com TXT v=spf1 a/32//64 -all\nexample.com AAAA 2001:db8::2", PASS),
                v6("§5.3: A is not for IPv6", "example.com TXT v=spf1 a//0 -all\nexample.com A 192.0.2.1", FAIL),
                record("§5.3: /33", "v=spf1 a/33 -all", PERMERROR),
                record("§5.3: //129", "v=spf1 a//129 -all", PERMERROR),
                record("§5.3: /08", "v=spf1 a/08 -all", PERMERROR),
                record("§5.3: /24/64", "v=spf1 a/24/64 -all", PERMERROR),
                record("§5.3: / alone", "v=spf1 a/ -all", PERMERROR),
                record("§5.3: // alone", "v=spf1 a// -all", PERMERROR),
                record("§5.3: / behind a domain", "v=spf1 a:example.org/ -all", PERMERROR),
                record("§5.3: an empty domain", "v=spf1 a: -all", PERMERROR),
                record("§7.1: a port", "v=spf1 a:example.org:25 -all", PERMERROR),
                record("§7.1: only a top-level label", "v=spf1 a:museum -all", PERMERROR),
                record("§7.1: only a top-level label and a dot", "v=spf1 a:museum. -all", PERMERROR),
                record("§7.1: a number at the end", "v=spf1 a:192.0.2.1 -all", PERMERROR),
                record("§7.1: a hyphen before the end", "v=spf1 a:example.com- -all", PERMERROR),
                record("§7.1: an underscore at the end", "v=spf1 a:example.c_m -all", PERMERROR),
                zone(
                        "§7.1: an A-label at the end",
                        "a.xn--p1ai A 192.0.2.1\nexample.com TXT v=spf1 a:a.xn--p1ai",
                        PASS),
                zone("§7.1: odd characters", "a:b/c.example A 192.0.2.1\nexample.com TXT v=spf1 a:a:b/c.example", PASS),
                zone(
                        "§7.1: odd characters and a length",
                        "a/9.example A 192.0.2.9\nexample.com TXT v=spf1 a:a/9.example/24 -all",
                        PASS),
                record("§4.8: a label of 64 does not exist", "v=spf1 a:" + "x".repeat(64) + ".example -all", FAIL),
                record("§4.8: an empty label does not exist", "v=spf1 a:foo..example.org -all", FAIL),
                zone("§5: time-out", "example.com TXT v=spf1 a -all\nexample.com A TIMEOUT", TEMPERROR),
                zone("§5.7: exists", "x.example A 127.0.0.2\nexample.com TXT v=spf1 exists:x.example -all", PASS),
                v6("§5.7: A for IPv6 too", "x.example A 127.0.0.2\nexample.com TXT v=spf1 exists:x.example", PASS),
                v6(
                        "§5.7: AAAA does not count",
                        "x.example AAAA ::1\nexample.com TXT v=spf1 exists:x.example ~all",
                        SOFTFAIL),
                zone("§5.7: time-out", "x.example A TIMEOUT\nexample.com TXT v=spf1 exists:x.example", TEMPERROR),
                record("§5.7: no domain", "v=spf1 exists", PERMERROR),
                record("§5.7: an empty domain", "v=spf1 exists: -all", PERMERROR),
                record("§5.7: a length", "v=spf1 exists:x.example/24", PERMERROR));
    }

    static List<Case> networks() {
        return List.of(
                record("§5.6: ip4", "v=spf1 ip4:192.0.2.1 -all", PASS),
                record("§5.6: ip4 with bits behind the prefix", "v=spf1 ip4:192.0.2.99/24 -all", PASS),
                record("§5.6: ip4 /0", "v=spf1 ip4:203.0.113.1/0 -all", PASS),
                record("§5.6: ip4 /33", "v=spf1 ip4:192.0.2.1/33 -all", PERMERROR),
                record("§5.6: ip4 /024", "v=spf1 ip4:192.0.2.1/024 -all", PERMERROR),
                record("§5.6: ip4 //24", "v=spf1 ip4:192.0.2.1//24 -all", PERMERROR),
                record("§5.6: ip4 with a leading zero", "v=spf1 ip4:192.0.02.1 -all", PERMERROR),
                record("§5.6: ip4 of three parts", "v=spf1 ip4:192.0.2 -all", PERMERROR),
                record("§5.6: ip4 of three parts with a length", "v=spf1 ip4:192.0.2/24 -all", PERMERROR),
                record("§5.6: ip4 above 255", "v=spf1 ip4:192.0.2.256 -all", PERMERROR),
                record("§5.6: ip4 with a port", "v=spf1 ip4:192.0.2.1:25 -all", PERMERROR),
                record("§5.6: ip4 alone", "v=spf1 ip4 -all", PERMERROR),
                record("§5.6: ip4 of a name", "v=spf1 ip4:mail.example.com -all", PERMERROR),
                record("§5.6: ip4 with a space behind the colon", "v=spf1 ip4: 192.0.2.1 -all", PERMERROR),
                record("§5.6: ip4 of an IPv6 address", "v=spf1 ip4:2001:db8::1 -all", PERMERROR),
                record("§5.6: ip6 of an IPv4 address", "v=spf1 ip6:192.0.2.1 -all", PERMERROR),
                record("§5.6: ip6 /129", "v=spf1 ip6:2001:db8::1/129 -all", PERMERROR),
                record("§5.6: ip6 of two gaps", "v=spf1 ip6:2001::db8::1 -all", PERMERROR),
                record("§5.6: ip6 of one colon", "v=spf1 ip6::2001:db8::1 -all", PERMERROR),
                record("§5.6: ip6 of nine groups", "v=spf1 ip6:1:2:3:4:5:6:7:8:9 -all", PERMERROR),
                record("§5.6: ip6 of five digits", "v=spf1 ip6:20010:db8::1 -all", PERMERROR),
                record("§5.6: ip6 with a zone", "v=spf1 ip6:fe80::1%eth0 -all", PERMERROR),
                record("§5: IPv4-mapped IPv6 in a record", "v=spf1 ip6:::ffff:192.0.2.1 -all", FAIL),
                record("§5: ip6 /0 is not for IPv4", "v=spf1 ip6:::/0 -all", FAIL),
                v6("§5.6: ip6", "example.com TXT v=spf1 ip6:2001:DB8::/32 -all", PASS),
                v6("§5.6: ip6 written out", "example.com TXT v=spf1 ip6:2001:0db8:0:0:0:0:0:0001 -all", PASS),
                v6("§5.6: ip6 with IPv4 inside", "example.com TXT v=spf1 ip6:2001:db8::0.0.0.1 -all", PASS),
                v6("§5.6: ip4 /0 is not for IPv6", "example.com TXT v=spf1 ip4:192.0.2.1/0 -all", FAIL),
                new Case(
                        "§5: an IPv4-mapped client is an IPv4 client",
                        "example.com TXT v=spf1 ip4:192.0.2.1 -all",
                        "::ffff:192.0.2.1",
                        "h.example",
                        "a@example.com",
                        PASS),
                new Case(
                        "§5: and looked up as one",
                        "example.com TXT v=spf1 a -all\nexample.com A 192.0.2.1",
                        "::ffff:192.0.2.1",
                        "h.example",
                        "a@example.com",
                        PASS));
    }

    static List<Case> mailExchangers() {
        return List.of(
                zone("§5.4: mx", MX_HOST + "example.com TXT v=spf1 mx -all\nexample.com MX 10 mail.example.com", PASS),
                zone(
                        "§5.4: the worst of three",
                        MX_HOST + "example.com TXT v=spf1 mx -all\nexample.com MX 10 a.example\n"
                                + "example.com MX 20 b.example\nexample.com MX 65535 mail.example.com",
                        PASS),
                zone(
                        "§5.4: no MX: the name itself is none",
                        "example.com TXT v=spf1 mx -all\nexample.com A 192.0.2.1",
                        FAIL),
                zone(
                        "§5.4: null MX",
                        "example.com TXT v=spf1 mx -all\nexample.com MX 0 .\nexample.com A 192.0.2.1",
                        FAIL),
                zone(
                        "§5.4: mx with a length",
                        "example.com TXT v=spf1 mx:o.example/24 -all\no.example MX 1 h.example\nh.example A 192.0.2.9",
                        PASS),
                zone(
                        "§5.4: mx of an IPv6 length, for IPv4",
                        "example.com TXT v=spf1 mx//0 -all\nexample.com MX 1 h.example\nh.example AAAA 2001:db8::1",
                        FAIL),
                zone("§5: time-out of MX", "example.com TXT v=spf1 mx -all\nexample.com MX TIMEOUT", TEMPERROR),
                zone(
                        "§5: time-out of a host before the match",
                        MX_HOST + "example.com TXT v=spf1 mx -all\nexample.com MX 1 slow.example\n"
                                + "example.com MX 2 mail.example.com\nslow.example A TIMEOUT",
                        TEMPERROR),
                zone(
                        "§5: time-out of a host behind the match",
                        MX_HOST + "example.com TXT v=spf1 mx -all\nexample.com MX 1 mail.example.com\n"
                                + "example.com MX 2 slow.example\nslow.example A TIMEOUT",
                        PASS),
                record("§5.4: an empty domain", "v=spf1 mx: -all", PERMERROR),
                record("§5.4: /33", "v=spf1 mx/33", PERMERROR));
    }

    static List<Case> pointers() {
        String ptr = "1.2.0.192.in-addr.arpa PTR mail.example.com\n";
        return List.of(
                zone("§5.5: a validated name below", ptr + MX_HOST + "example.com TXT v=spf1 ptr -all", PASS),
                zone(
                        "§5.5: a validated name elsewhere",
                        ptr + MX_HOST + "example.com TXT v=spf1 ptr:example.org -all",
                        FAIL),
                zone(
                        "§5.5: in any case",
                        ptr.replace("mail", "MAIL") + MX_HOST + "example.com TXT v=spf1 ptr -all",
                        PASS),
                zone(
                        "§5.5: not below but ending alike",
                        ptr + MX_HOST + "example.com TXT v=spf1 ptr:ample.com -all",
                        FAIL),
                zone(
                        "§5.5: a name that is a lie",
                        ptr + "example.com TXT v=spf1 ptr -all\nmail.example.com A 192.0.2.2",
                        FAIL),
                zone("§5.5: no name", "example.com TXT v=spf1 ptr -all", FAIL),
                zone(
                        "§5.5: time-out of PTR",
                        "1.2.0.192.in-addr.arpa * TIMEOUT\nexample.com TXT v=spf1 ptr -all",
                        FAIL),
                zone(
                        "§5.5: time-out of one name's address",
                        "1.2.0.192.in-addr.arpa PTR slow.example\n" + ptr + MX_HOST
                                + "slow.example * TIMEOUT\nexample.com TXT v=spf1 ptr -all",
                        PASS),
                zone(
                        "§5.5: a CNAME loop",
                        ptr + "mail.example.com CNAME mail.example.com\nexample.com TXT v=spf1 ptr ?all",
                        NEUTRAL),
                v6(
                        "§5.5: IPv6",
                        "1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa PTR h.example.com\n"
                                + "h.example.com AAAA 2001:db8::1\nexample.com TXT v=spf1 ptr -all",
                        PASS),
                record("§5.5: an empty domain", "v=spf1 ptr: -all", PERMERROR),
                record("§5.5: a length", "v=spf1 ptr/24 -all", PERMERROR));
    }

    static List<Case> otherRecords() {
        String include = "example.com TXT v=spf1 include:o.example ~all\no.example ";
        String redirect = "example.com TXT v=spf1 redirect=o.example\no.example ";
        return List.of(
                zone("§5.2: include of pass", include + "TXT v=spf1 ip4:192.0.2.1 -all", PASS),
                zone("§5.2: include of fail", include + "TXT v=spf1 -all", SOFTFAIL),
                zone("§5.2: include of softfail", include + "TXT v=spf1 ~all", SOFTFAIL),
                zone("§5.2: include of neutral", include + "TXT v=spf1 ?all", SOFTFAIL),
                zone("§5.2: include of temperror", include + "TXT TIMEOUT", TEMPERROR),
                zone("§5.2: include of permerror", include + "TXT v=spf1 nonsense", PERMERROR),
                zone("§5.2: include of none", include + "TXT no record", PERMERROR),
                record("§5.2: include of a name that does not exist", "v=spf1 include:o.example", PERMERROR),
                zone(
                        "§5.2: permerror of an include in an include",
                        include + "TXT v=spf1 include:p.example\np.example TXT v=spf1 -all:x",
                        PERMERROR),
                zone(
                        "§5.2: the qualifier of include",
                        include.replace(" include", " -include") + "TXT v=spf1 +all",
                        FAIL),
                zone(
                        "§5.2: redirect in an include",
                        include + "TXT v=spf1 redirect=p.example\np.example TXT v=spf1 +all",
                        PASS),
                zone("§5.2: redirect to nothing in an include", include + "TXT v=spf1 redirect=p.example", PERMERROR),
                zone("§5.2: a in an include is of the included", include + "TXT v=spf1 a\no.example A 192.0.2.1", PASS),
                record("§5.2: include alone", "v=spf1 include -all", PERMERROR),
                record("§5.2: include with a length", "v=spf1 include:o.example/24", PERMERROR),
                zone("§6.1: redirect", redirect + "TXT v=spf1 -all", FAIL),
                zone("§6.1: redirect to a record without match", redirect + "TXT v=spf1 ip4:203.0.113.1", NEUTRAL),
                zone("§6.1: redirect to none", redirect + "A 192.0.2.1", PERMERROR),
                zone("§6.1: redirect to temperror", redirect + "TXT SERVFAIL", TEMPERROR),
                zone(
                        "§6.1: redirect behind all",
                        redirect.replace(" redirect", " ?all redirect") + "TXT v=spf1 -all",
                        NEUTRAL),
                zone(
                        "§6.1: redirect before what matches",
                        redirect.replace("o.example\n", "o.example ip4:192.0.2.1\n") + "TXT v=spf1 -all",
                        PASS),
                zone("§6.1: redirect to itself", "example.com TXT v=spf1 redirect=example.com", PERMERROR),
                zone(
                        "§6.1: a behind redirect is of the target",
                        redirect + "TXT v=spf1 a -all\no.example A 192.0.2.1",
                        PASS),
                record("§6.1: redirect to a bad name", "v=spf1 redirect=" + "x".repeat(64) + ".example", PERMERROR));
    }

    static List<Case> macros() {
        String exists = " A 127.0.0.2\nexample.com TXT v=spf1 exists:";
        return List.of(
                zone(
                        "§7.4: %{ir}.%{v}._spf.%{d2}",
                        "1.2.0.192.in-addr._spf.example.com" + exists + "%{ir}.%{v}._spf.%{d2} -all", PASS),
                v6(
                        "§7.4: the same for IPv6",
                        "1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6._spf.example.com" + exists
                                + "%{ir}.%{v}._spf.%{d2} -all",
                        PASS),
                zone(
                        "§7.3: in upper case, escaped",
                        "alice%40example.com.x.example" + exists + "%{S}.x.example -all",
                        PASS),
                zone(
                        "§7.3: digits of three places",
                        "mail.example.com.x.example" + exists + "%{h999}.x.example -all",
                        PASS),
                zone("§7.3: R", "com.example.x.example" + exists + "%{dR}.x.example -all", PASS),
                record("§7.3: zero parts", "v=spf1 exists:%{d0}.x.example -all", PERMERROR),
                record("§7.3: zero parts in two places", "v=spf1 exists:%{d00}.x.example -all", PERMERROR),
                record("§7.3: r before digits", "v=spf1 exists:%{dr1}.x.example -all", PERMERROR),
                record("§7.3: r twice", "v=spf1 exists:%{drr}.x.example -all", PERMERROR),
                record("§7.1: c is for explanations", "v=spf1 exists:%{c}.x.example -all", PERMERROR),
                record("§7.1: r is for explanations", "v=spf1 -all exp=%{r}.x.example", PERMERROR),
                record("§7.1: t is for explanations", "v=spf1 redirect=%{t}.x.example", PERMERROR),
                record("§7.1: %(d)", "v=spf1 exists:%(d).x.example -all", PERMERROR),
                record("§7.1: % inside", "v=spf1 exists:foo%bar.example -all", PERMERROR),
                record("§7.1: % at the end", "v=spf1 exists:foo.example% -all", PERMERROR),
                record("§7.1: a macro that does not close", "v=spf1 exists:%{d -all", PERMERROR),
                record("§7.1: a macro of nothing", "v=spf1 exists:%{}.example -all", PERMERROR),
                record("§7.1: a delimiter that is none", "v=spf1 exists:%{d*}.example -all", PERMERROR),
                record("§7.1: a dot behind a macro", "v=spf1 exists:%{d}. -all", PERMERROR),
                zone("§7.1: a macro at the end", "x.example.com" + exists + "x.%{d} -all", PASS),
                zone("§7.1: %% and %-", "a%b%20c.example" + exists + "a%%b%-c.example -all", PASS),
                record("§7.1: %_ at the end is a macro-expand", "v=spf1 exists:x.example%_ -all", FAIL),
                sender(
                        "§7.3: plus is a delimiter",
                        "ops+dev@example.com",
                        "h.example",
                        "dev.ops.u.example" + exists + "%{lr+}.u.example",
                        PASS),
                sender(
                        "§7.3: %{l1r+}",
                        "ops+dev@example.com", "h.example", "ops.u.example" + exists + "%{l1r+}.u.example", PASS),
                sender(
                        "§7.3: two delimiters",
                        "a-b+c@example.com",
                        "h.example",
                        "c.b.a.u.example" + exists + "%{lr+-}.u.example",
                        PASS),
                sender(
                        "§7.3: a dot that is no delimiter",
                        "a.b-c@example.com",
                        "h.example",
                        "c.a.b.u.example" + exists + "%{lr-}.u.example",
                        PASS),
                sender(
                        "§7.3: an empty part",
                        "a..b@example.com",
                        "h.example",
                        "b.u.example" + exists + "%{l}.u.example -all",
                        FAIL),
                sender(
                        "§7.3: % of the sender is no macro",
                        "%{d}@example.com", "h.example", "%{d}.u.example" + exists + "%{l}.u.example", PASS),
                sender(
                        "§4.3: no local part",
                        "@example.com",
                        "h.example",
                        "postmaster.u.example" + exists + "%{l}.u.example",
                        PASS),
                sender(
                        "§7.2: o of a quoted local part",
                        "\"x@y\"@example.com",
                        "h.example",
                        "example.com.u.example" + exists + "%{o}.u.example",
                        PASS),
                sender(
                        "RFC 8616 §4: no match by a non-ASCII local part",
                        "\u00e4@example.com",
                        "h.example",
                        "x.example" + exists + "%{l}.u.example -all",
                        FAIL),
                sender(
                        "RFC 8616 §4: none by %{S} either",
                        "\u00e4@example.com", "h.example", "x.example" + exists + "%{S}.u.example -all", FAIL),
                sender(
                        "RFC 8616 §4: %{o} still matches",
                        "\u00e4@example.com",
                        "h.example",
                        "example.com.u.example" + exists + "%{o}.u.example -all",
                        PASS),
                sender(
                        "§7.3: HELO may be anything",
                        "a@example.com",
                        "[192.0.2.1]",
                        "example.com TXT v=spf1 a:%{h} -all",
                        FAIL),
                sender(
                        "§7.3: HELO with a dot too many",
                        "a@example.com",
                        "x.example..",
                        "x.example A 192.0.2.1\nexample.com TXT v=spf1 a:%{h} -all",
                        FAIL),
                sender(
                        "§7.3: a long name loses labels on its left",
                        "a@example.com",
                        "h.example",
                        "abc.".repeat(60) + "example.com" + " A 127.0.0.2\nexample.com TXT v=spf1 exists:xyz."
                                + "abc.".repeat(60) + "%{d} -all",
                        PASS));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource({
        "initialProcessing",
        "recordSelection",
        "syntax",
        "addresses",
        "networks",
        "mailExchangers",
        "pointers",
        "otherRecords",
        "macros"
    })
    void says(Case test) {
        Scenario scenario = Scenario.of(test.zone).from(test.ip).helo(test.helo).mailFrom(test.mailFrom);
        assertThat(scenario.result()).as(scenario.story()).isEqualTo(test.expected);
    }
}
