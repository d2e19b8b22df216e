// SPDX-License-Identifier: Apache-2.0
package io.postern.backend.dns;

import java.util.ArrayList;
import java.util.List;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.RRSIGRecord;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/**
 * Takes out of an answer, before it is validated, what speaks for a zone that the name in question does not lie in.
 *
 * <p>dnsjava 3.7.1 looks for the key of a record set in the zone that its first RRSIG names, or, without one, in the
 * zone of its owner, and calls the whole answer insecure when that zone is unsigned. It does not ask whether the zone
 * has anything to do with the question. So a forger could add an RRSIG in the name of any unsigned zone to a record of
 * a signed one, or the SOA or NSEC of any unsigned zone to a denial, and have a forged answer taken for an insecure
 * one, which takes DANE away (RFC 7672 §2.1.2). Without those records the set is unsigned in a signed zone, or the
 * denial unproven, and the validator says bogus.
 */
final class Scrubber {
    private final TrustAnchors anchors;

    Scrubber(TrustAnchors anchors) {
        this.anchors = anchors;
    }

    /** The same message, changed. */
    Message scrub(Message answer) {
        List<Name> names = names(answer);
        for (Record record : List.copyOf(answer.getSection(Section.ANSWER))) {
            if (record instanceof RRSIGRecord signature && !isInItsZone(signature)) {
                answer.removeRecord(record, Section.ANSWER);
            }
        }
        List<Record> authority = List.copyOf(answer.getSection(Section.AUTHORITY));
        for (Record record : authority) {
            if (!isAuthority(record, authority, names)) {
                answer.removeRecord(record, Section.AUTHORITY);
            }
        }
        return answer;
    }

    /** The question's name and those that CNAMEs lead to from there. */
    private static List<Name> names(Message answer) {
        List<Name> names = new ArrayList<>();
        Name name = answer.getQuestion().getName();
        while (!names.contains(name) && names.size() <= AnswerReader.MAX_CNAMES) {
            names.add(name);
            name = target(answer, name);
        }
        return names;
    }

    private static Name target(Message answer, Name name) {
        return answer.getSection(Section.ANSWER).stream()
                .filter(record ->
                        record instanceof CNAMERecord && record.getName().equals(name))
                .map(record -> ((CNAMERecord) record).getTarget())
                .findFirst()
                .orElse(name);
    }

    private boolean isAuthority(Record record, List<Record> authority, List<Name> names) {
        if (record instanceof RRSIGRecord signature) {
            return isInItsZone(signature) && holdsOne(signature.getSigner(), names);
        }
        // their owners are no zones: who signed them tells the zone
        if (record.getType() == Type.NSEC || record.getType() == Type.NSEC3) {
            return authority.stream()
                    .anyMatch(other -> other instanceof RRSIGRecord signature
                            && signature.getTypeCovered() == record.getType()
                            && signature.getName().equals(record.getName())
                            && isAuthority(signature, authority, names));
        }
        return holdsOne(record.getName(), names);
    }

    // RFC 4035 §5.3.1: the signer's name is that of the zone which holds the records
    private boolean isInItsZone(RRSIGRecord signature) {
        return isZoneOf(signature.getSigner(), signature.getName());
    }

    private boolean holdsOne(Name zone, List<Name> names) {
        return names.stream().anyMatch(name -> isZoneOf(zone, name));
    }

    /** Whether the name lies in the zone, and the zone not above the anchor that the name's security hangs from. */
    private boolean isZoneOf(Name zone, Name name) {
        return name.subdomain(zone) && anchors.zoneOf(name).map(zone::subdomain).orElse(true);
    }
}
