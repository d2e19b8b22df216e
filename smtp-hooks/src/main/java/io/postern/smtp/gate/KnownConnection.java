// SPDX-License-Identifier: Apache-2.0
package io.postern.smtp.gate;

/** What the parts of one gate know. */
record KnownConnection(FirstFlight firstFlight, Commands commands) implements GatedConnection {
    @Override
    public boolean hadEarlyOctets() {
        return firstFlight.isEarly();
    }

    @Override
    public boolean usedPipelining() {
        return commands.wereSentAhead();
    }
}
