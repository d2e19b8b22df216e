// SPDX-License-Identifier: Apache-2.0
package io.postern.benchmarks;

import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Sums of one iteration that did something and its floor in turn, for {@link AuthenticateTable}. */
@State(Scope.Thread)
@AuxCounters(AuxCounters.Type.EVENTS)
public class Sums {
    public long messages;
    public long floorNanos;
    public long nanos;
    /** Allocated, without the floor's. */
    public long octets;
}
