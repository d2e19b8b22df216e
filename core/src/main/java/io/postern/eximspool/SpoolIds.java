// SPDX-License-Identifier: Apache-2.0
package io.postern.eximspool;

import java.time.Clock;
import java.time.Instant;
import java.util.OptionalInt;

/**
 * Makes message ids, each once. Thread-safe.
 *
 * <p>Threads: ids of one generator ascend, also where the clock is set back. Restarts: the time is in the id. Processes
 * of one host: the process id is in it. Nodes that share a directory, and containers, where process ids repeat: the
 * number of the node is in it, as in Exim, whose {@code localhost_number} has the same range; ids are then unique if
 * each node has its own. An Exim in the same directory makes other ids: it writes its process id below
 * {@value #PROCESSES}, where ours never are.
 *
 * <p>Whatever happens to clocks, {@link SpoolWriter} makes the file exclusively: no pair is ever written over.
 */
public final class SpoolIds {
    /** The greatest number of a node; Exim's. */
    public static final int MAX_NODE = 16;

    private static final String DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    /** More than any process id of Linux. */
    private static final long PROCESSES = 1L << 22;
    /** Ids of one process in one part of a second: as many as six digits hold. */
    private static final int MAX_LANE = 13_541;

    private static final int MICROS = 1_000_000;

    private final IdForm form;
    private final OptionalInt node;
    private final Clock clock;
    private final long process;
    private long lastPart = Long.MIN_VALUE;
    private int lane;

    /**
     * @param node 0 to {@link #MAX_NODE}; if it is empty, no other node or container may use the directory
     * @param process what tells this process from others on the host
     */
    public SpoolIds(IdForm form, OptionalInt node, Clock clock, long process) {
        if (node.isPresent() && (node.getAsInt() < 0 || node.getAsInt() > MAX_NODE)) {
            throw new IllegalArgumentException("node " + node.getAsInt() + ", allowed: 0 to " + MAX_NODE);
        }
        this.form = form;
        this.node = node;
        this.clock = clock;
        this.process = Math.floorMod(process, PROCESSES);
    }

    /** Ids of this process. */
    public static SpoolIds ofThisProcess(IdForm form, OptionalInt node, Clock clock) {
        return new SpoolIds(form, node, clock, ProcessHandle.current().pid());
    }

    /** An id that this has not given before; never waits. */
    public synchronized SpoolId next() {
        int perSecond = form.partsOfSecond(node.isPresent());
        Instant now = clock.instant();
        long micros = now.getNano() / 1_000;
        long part = now.getEpochSecond() * perSecond + micros * perSecond / MICROS;
        if (part > lastPart) {
            lastPart = part;
            lane = 1;
        } else if (lane < MAX_LANE) {
            lane++;
        } else {
            lastPart++;
            lane = 1;
        }
        long seconds = Math.floorDiv(lastPart, perSecond);
        long fraction = (long) node.orElse(0) * perSecond + Math.floorMod(lastPart, perSecond);
        return new SpoolId(digits(seconds, IdForm.TIME_DIGITS) + "-"
                + digits(lane * PROCESSES + process, form.processDigits()) + "-"
                + digits(fraction, form.partDigits()));
    }

    private static String digits(long value, int count) {
        char[] digits = new char[count];
        long rest = value;
        for (int i = count - 1; i >= 0; i--) {
            digits[i] = DIGITS.charAt((int) Math.floorMod(rest, (long) DIGITS.length()));
            rest = Math.floorDiv(rest, (long) DIGITS.length());
        }
        return new String(digits);
    }
}
