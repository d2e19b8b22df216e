// SPDX-License-Identifier: Apache-2.0
package io.postern.cli;

import io.postern.arc.ArcFailure;
import io.postern.arc.ArcFindings;
import io.postern.arc.ChainValidationStatus;
import io.postern.dkim.DkimResult;
import io.postern.dmarc.DmarcResult;
import io.postern.spf.SpfResult;

/** What the command tells the shell. The numbers above 2 are those of BSD's sysexits. */
enum ExitStatus {
    /** Nothing speaks against the message, or all requests were answered. */
    OK(0),
    /** The check failed, for good. */
    FAIL(1),
    /** The command cannot be carried out as it was written. */
    USAGE(2),
    /** A defect of ours. */
    SOFTWARE(70),
    /** Reading or writing failed. */
    IO_ERROR(74),
    /** Ask again later: DNS did not answer. */
    TEMPORARY(75);

    private final int code;

    ExitStatus(int code) {
        this.code = code;
    }

    int code() {
        return code;
    }

    /** Of the check of a record: a broken one is to be mended, so it fails too. */
    static ExitStatus ofRecord(SpfResult result) {
        return switch (result) {
            case PASS, NONE, NEUTRAL, SOFTFAIL -> OK;
            case FAIL, PERMERROR -> FAIL;
            case TEMPERROR -> TEMPORARY;
        };
    }

    /** Of all signatures of a message together. */
    static ExitStatus ofSignatures(DkimResult result) {
        return switch (result) {
            case PASS, NONE -> OK;
            case FAIL, POLICY, NEUTRAL, PERMERROR -> FAIL;
            case TEMPERROR -> TEMPORARY;
        };
    }

    /** Of a chain: without one nothing speaks against the message. */
    static ExitStatus ofChain(ArcFindings findings) {
        if (findings.state() != ChainValidationStatus.FAIL) {
            return OK;
        }
        return findings.failure().filter(ArcFailure::isTemporary).isPresent() ? TEMPORARY : FAIL;
    }

    /** Of DMARC: a message without one author is refused as one that fails. */
    static ExitStatus ofDmarc(DmarcResult result) {
        return switch (result) {
            case PASS, NONE -> OK;
            case FAIL, PERMERROR -> FAIL;
            case TEMPERROR -> TEMPORARY;
        };
    }
}
