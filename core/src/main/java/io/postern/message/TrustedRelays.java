// SPDX-License-Identifier: Apache-2.0
package io.postern.message;

import io.postern.value.Ascii;
import io.postern.value.IpAddress;
import io.postern.value.IpNetwork;
import io.postern.value.Parsed;
import io.postern.value.Problem;
import io.postern.value.ProblemKind;
import java.util.List;

/** Our own gateways in front: hosts whose Received fields are believed. */
public record TrustedRelays(List<IpNetwork> networks) {
    /** Received fields that are looked at; ours, against loops and forgeries. */
    private static final int MAX_HOPS = 20;

    public TrustedRelays {
        networks = List.copyOf(networks);
    }

    public boolean contains(IpAddress address) {
        return networks.stream().anyMatch(network -> network.contains(address));
    }

    /** Where a message that a gateway of ours handed over came from. */
    public sealed interface Origin {
        /** From this client, as the outermost gateway saw it. */
        record Client(ReceivedClient client) implements Origin {}

        /** From a gateway itself. */
        record Gateway() implements Origin {}

        /** A gateway wrote something that cannot be read, or there are too many hops. */
        record Unreadable(Problem why) implements Origin {}
    }

    /**
     * Finds the client that handed the message to the outermost of our gateways. The first Received field is the one
     * that this host wrote about the gateway; each further one is believed because the host before it is a gateway.
     *
     * @param head of a message that came from a host for which {@link #contains} is true
     */
    public Origin origin(MessageHead head) {
        List<HeaderField> received = head.named("Received");
        return origin(received.subList(Math.min(1, received.size()), received.size()));
    }

    /** The same for a head to which this host has not added its own Received field yet. */
    public Origin originAsSent(MessageHead head) {
        return origin(head.named("Received"));
    }

    private Origin origin(List<HeaderField> received) {
        for (int hop = 0; hop < received.size(); hop++) {
            String body = received.get(hop).unfoldedBody();
            if (!ReceivedClient.hasFrom(body)) {
                return new Origin.Gateway();
            }
            Parsed<ReceivedClient> parsed = ReceivedClient.parse(body);
            if (hop >= MAX_HOPS || !(parsed instanceof Parsed.Ok<ReceivedClient> ok)) {
                return new Origin.Unreadable(new Problem(
                        ProblemKind.SYNTAX, "Received field of a trusted relay: " + Ascii.printable(body, 120)));
            }
            if (!contains(ok.value().address())) {
                return new Origin.Client(ok.value());
            }
        }
        return new Origin.Gateway();
    }
}
