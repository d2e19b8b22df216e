// SPDX-License-Identifier: Apache-2.0
package io.postern.backend.dns;

import io.postern.dns.DnsAnswer;
import io.postern.dns.Dnssec;
import io.postern.dns.RecordType;
import io.postern.value.ProblemKind;
import java.util.List;
import java.util.Optional;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/**
 * What a message says to a question. Records of other names, classes and types are passed over wherever they stand, so
 * nothing that a server adds to an answer is believed; their order does not matter. A DNAME needs no care here: servers
 * send the CNAME that follows from it too (RFC 6672 §3.1).
 */
final class AnswerReader {
    /** CNAMEs followed for one question; a longer chain, or a loop, is a failure. Ours; the cassette's too. */
    static final int MAX_CNAMES = 8;
    /** Records taken from one answer; what is beyond is passed over. Ours, against answers made to cost time. */
    static final int MAX_RECORDS = 512;

    /**
     * How far a question has come.
     *
     * @param name whose records are wanted now: the question's, or the last CNAME's target
     * @param cnames followed so far
     * @param ttl shortest so far
     * @param dnssec weakest so far
     */
    record Chain(Name name, int cnames, Ttl ttl, Dnssec dnssec) {
        static Chain from(Name name) {
            return new Chain(name, 0, Ttl.LONGEST, Dnssec.SECURE);
        }

        private Chain in(DnssecQuery.Verified answer) {
            return new Chain(name, cnames, ttl, weaker(dnssec, answer.dnssec()));
        }

        private Chain to(CNAMERecord alias) {
            if (cnames == MAX_CNAMES) {
                throw new UnusableAnswer(ProblemKind.DNS_FAILURE, "more than " + MAX_CNAMES + " CNAMEs, or a loop");
            }
            return new Chain(alias.getTarget(), cnames + 1, ttl.atMost(alias), dnssec);
        }

        private static Dnssec weaker(Dnssec a, Dnssec b) {
            return a.compareTo(b) > 0 ? a : b;
        }
    }

    /** Either the end, or a name that the message does not speak of. */
    sealed interface Step<T> {
        record Answered<T>(DnsAnswer<T> answer, Ttl ttl) implements Step<T> {}

        record AskOn<T>(Chain chain) implements Step<T> {}
    }

    private AnswerReader() {}

    /** {@link UnusableAnswer} when the message leads nowhere. */
    static <T> Step<T> read(DnssecQuery.Verified verified, Chain asked, RecordType<T> type) {
        Message message = verified.message();
        List<Record> answers = message.getSection(Section.ANSWER);
        Chain chain = asked.in(verified);
        while (true) {
            List<Record> records = records(answers, chain.name(), type.code());
            if (!records.isEmpty()) {
                return found(records, chain, type);
            }
            Optional<Record> alias =
                    records(answers, chain.name(), Type.CNAME).stream().findFirst();
            if (alias.isEmpty()) {
                return absent(message, asked, chain);
            }
            chain = chain.to((CNAMERecord) alias.get());
        }
    }

    private static List<Record> records(List<Record> section, Name name, int type) {
        return section.stream()
                .filter(record -> record.getType() == type
                        && record.getDClass() == DClass.IN
                        && record.getName().equals(name))
                .limit(MAX_RECORDS)
                .toList();
    }

    // RFC 2181 §5: duplicates are one record; §5.2: differing TTLs are an error, the lowest one counts
    private static <T> Step<T> found(List<Record> records, Chain chain, RecordType<T> type) {
        List<T> values = records.stream()
                .flatMap(record -> Rdata.value(record, type).stream())
                .distinct()
                .toList();
        Ttl ttl = chain.ttl();
        for (Record record : records) {
            ttl = ttl.atMost(record);
        }
        return new Step.Answered<>(
                values.isEmpty()
                        ? new DnsAnswer.NoData<>(chain.dnssec())
                        : new DnsAnswer.Found<>(values, chain.dnssec()),
                ttl);
    }

    private static <T> Step<T> absent(Message message, Chain asked, Chain chain) {
        Optional<SOARecord> soa = soa(message, chain.name());
        // RFC 2308 §5: without the SOA a negative answer is not to be cached
        Ttl ttl = soa.map(record -> chain.ttl().negativeBy(record)).orElse(Ttl.NONE);
        // RFC 6604 §2.1: the RCODE speaks of the last name of a chain
        if (message.getRcode() == Rcode.NXDOMAIN) {
            return new Step.Answered<>(new DnsAnswer.NxDomain<>(chain.dnssec()), ttl);
        }
        if (soa.isEmpty() && chain.cnames() > asked.cnames()) {
            return new Step.AskOn<>(chain);
        }
        // RFC 2308 §2.2: NS without SOA is a referral, not NODATA
        if (soa.isEmpty() && has(message, Type.NS)) {
            throw new UnusableAnswer(ProblemKind.DNS_FAILURE, "referral: the server does not recurse");
        }
        return new Step.Answered<>(new DnsAnswer.NoData<>(chain.dnssec()), ttl);
    }

    private static Optional<SOARecord> soa(Message message, Name name) {
        return message.getSection(Section.AUTHORITY).stream()
                .filter(record -> record instanceof SOARecord && name.subdomain(record.getName()))
                .map(SOARecord.class::cast)
                .findFirst();
    }

    private static boolean has(Message message, int type) {
        return message.getSection(Section.AUTHORITY).stream().anyMatch(record -> record.getType() == type);
    }
}
