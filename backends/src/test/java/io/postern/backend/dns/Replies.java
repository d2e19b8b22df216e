// SPDX-License-Identifier: Apache-2.0
package io.postern.backend.dns;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** Answers that scripts are made of. */
public final class Replies {
    public static final long TTL = 300;
    public static final long NEGATIVE_TTL = 60;

    private Replies() {}

    /** The empty NOERROR answer of a recursive server. */
    public static Message to(Message query) {
        Message answer = new Message(query.getHeader().getID());
        answer.getHeader().setFlag(Flags.QR);
        answer.getHeader().setFlag(Flags.RD);
        answer.getHeader().setFlag(Flags.RA);
        answer.addRecord(query.getQuestion(), Section.QUESTION);
        return answer;
    }

    /** Records for the answer section, each {@code "name ttl type rdata"}. */
    public static Message with(Message query, String... records) {
        Message answer = to(query);
        for (String record : records) {
            answer.addRecord(record(record), Section.ANSWER);
        }
        return answer;
    }

    public static Message failing(Message query, int rcode) {
        Message answer = to(query);
        answer.getHeader().setRcode(rcode);
        return answer;
    }

    /** NXDOMAIN or, with {@link Rcode#NOERROR}, NODATA, with the SOA that it needs. */
    public static Message absent(Message query, int rcode) {
        Message answer = failing(query, rcode);
        answer.addRecord(soa(TTL, NEGATIVE_TTL), Section.AUTHORITY);
        return answer;
    }

    /** The SOA of a root that holds everything. */
    public static SOARecord soa(long ttl, long minimum) {
        return new SOARecord(Name.root, DClass.IN, ttl, Name.root, Name.root, 1, 1, 1, 1, minimum);
    }

    public static Record record(String line) {
        String[] parts = line.split(" ", 4);
        try {
            return Record.fromString(
                    Name.fromString(parts[0], Name.root),
                    Type.value(parts[2]),
                    DClass.IN,
                    Long.parseLong(parts[1]),
                    parts[3],
                    Name.root);
        } catch (IOException e) {
            throw new UncheckedIOException(line, e);
        }
    }
}
