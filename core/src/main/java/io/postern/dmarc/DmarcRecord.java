// SPDX-License-Identifier: Apache-2.0
package io.postern.dmarc;

import io.postern.value.Parsed;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A DMARC policy record as it was published (RFC 9989 §4.7, §4.8). What has a syntax error stands as if it were absent,
 * and is told in {@code notes}; unknown tags, the historic {@code pct rf ri} among them, are ignored.
 *
 * @param policy {@code p=}; empty when it is absent or invalid
 * @param subdomainPolicy {@code sp=}, for existing names below
 * @param nonExistentPolicy {@code np=}, for names below that do not exist
 * @param policiesUsable {@code p} is valid, {@code sp} and {@code np} are valid or absent; see {@link #inForce}
 * @param psd {@code psd=}
 * @param testing {@code t=y}
 * @param dkimAlignment {@code adkim=}
 * @param spfAlignment {@code aspf=}
 * @param aggregateReports {@code rua=}, valid URIs only, in order
 * @param failureReports {@code ruf=}, the same
 * @param failureOptions {@code fo=}, not empty
 * @param notes what is wrong with the record, one short text each; may quote it, so it is untrusted
 */
public record DmarcRecord(
        Optional<PolicyRequest> policy,
        Optional<PolicyRequest> subdomainPolicy,
        Optional<PolicyRequest> nonExistentPolicy,
        boolean policiesUsable,
        PsdFlag psd,
        boolean testing,
        AlignmentMode dkimAlignment,
        AlignmentMode spfAlignment,
        List<ReportUri> aggregateReports,
        List<ReportUri> failureReports,
        Set<FailureOption> failureOptions,
        List<String> notes) {
    public DmarcRecord {
        aggregateReports = List.copyOf(aggregateReports);
        failureReports = List.copyOf(failureReports);
        failureOptions = Set.copyOf(failureOptions);
        notes = List.copyOf(notes);
    }

    /** Whether a TXT record, as an octet string, is a DMARC record at all (RFC 9989 §4.7, §4.10). */
    public static boolean isDmarc(String text) {
        return DmarcRecordParser.isDmarc(text);
    }

    /** A TXT record as an octet string; malformed only where {@link #isDmarc} says no. */
    public static Parsed<DmarcRecord> parse(String text) {
        return isDmarc(text)
                ? Parsed.ok(new DmarcRecordParser(text).record())
                : Parsed.malformed(0, "dmarc-version", "does not begin with v=DMARC1");
    }

    /**
     * The record that receivers act on: itself; or, when its policies cannot be used and somebody wants reports, the
     * same with {@code p=none}; or none at all.
     */
    public Optional<DmarcRecord> inForce() {
        if (policiesUsable) {
            return Optional.of(this);
        }
        // RFC 9989 §4.10.1: no valid p, or an invalid sp or np: p=none if rua has a valid URI, else no DMARC
        return aggregateReports.isEmpty() ? Optional.empty() : Optional.of(asNone());
    }

    /** The policy for a name below the one that publishes the record (RFC 9989 §4.7). */
    public PolicyRequest below(Existence existence) {
        PolicyRequest forExisting = subdomainPolicy.orElse(atItself());
        return existence == Existence.EXISTS ? forExisting : nonExistentPolicy.orElse(forExisting);
    }

    /** The policy for the name that publishes the record. */
    public PolicyRequest atItself() {
        return policy.orElse(PolicyRequest.NONE);
    }

    private DmarcRecord asNone() {
        return new DmarcRecord(
                Optional.of(PolicyRequest.NONE),
                Optional.empty(),
                Optional.empty(),
                true,
                psd,
                testing,
                dkimAlignment,
                spfAlignment,
                aggregateReports,
                failureReports,
                failureOptions,
                notes);
    }
}
