// SPDX-License-Identifier: Apache-2.0
package io.postern.backend.dns;

import io.postern.dns.MxRecord;
import io.postern.dns.RecordType;
import io.postern.dns.TxtRecord;
import io.postern.value.DomainName;
import io.postern.value.IpAddress;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.xbill.DNS.MXRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.PTRRecord;
import org.xbill.DNS.Record;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.Type;

/** The value of a record, by its type: the one place that knows both dnsjava's record classes and ours. */
final class Rdata {
    /**
     * Stands for an MX exchange that is no {@link DomainName}. Such a record must not look like the null MX (RFC 7505
     * §3), so it keeps its place and preference under a name that never resolves (RFC 6761 §6.4).
     */
    static final DomainName UNWRITABLE_EXCHANGE = DomainName.of("unwritable-exchange.invalid");

    private Rdata() {}

    /** Empty for a record whose value cannot be written: it is as if it were not there. */
    @SuppressWarnings("unchecked") // the type's code decides, and RecordTypes are the only makers of their codes
    static <T> Optional<T> value(Record record, RecordType<T> type) {
        return (Optional<T>) decode(record, type.code());
    }

    private static Optional<?> decode(Record record, int code) {
        return switch (code) {
            // octets, not InetAddress: that one would turn ::ffff:192.0.2.1 into IPv4
            case Type.A, Type.AAAA -> Optional.of(IpAddress.of(record.rdataToWireCanonical()));
            case Type.MX -> Optional.of(mx((MXRecord) record));
            case Type.PTR -> WireName.from(((PTRRecord) record).getTarget());
            case Type.TXT -> Optional.of(txt((TXTRecord) record));
            default -> throw new IllegalArgumentException("no decoding for record type " + Type.string(code));
        };
    }

    private static MxRecord mx(MXRecord record) {
        return new MxRecord(record.getPriority(), exchange(record.getTarget()));
    }

    private static Optional<DomainName> exchange(Name target) {
        return target.equals(Name.root)
                ? Optional.empty()
                : Optional.of(WireName.from(target).orElse(UNWRITABLE_EXCHANGE));
    }

    private static TxtRecord txt(TXTRecord record) {
        return new TxtRecord(record.getStringsAsByteArrays().stream()
                .map(octets -> new String(octets, StandardCharsets.ISO_8859_1))
                .toList());
    }
}
