// SPDX-License-Identifier: Apache-2.0
package io.postern.message;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.message.TrustedRelays.Origin;
import io.postern.value.IpAddress;
import io.postern.value.IpNetwork;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class TrustedRelaysTest {
    private static final String OURS = "Received: from gw1 (gw1 [10.0.0.1]) by mx.example.com\r\n";
    private static final String INNER = "Received: from gw2 (gw2 [10.0.0.2]) by gw1\r\n";
    private static final String CLIENT = "Received: from c.example (c.example [203.0.113.5])\r\n\tby gw2; today\r\n";
    private static final String FORGED = "Received: from f (f [198.51.100.9]) by c.example\r\n";

    private final TrustedRelays relays = new TrustedRelays(List.of(
            IpNetwork.parse("10.0.0.0/8").orThrow(),
            IpNetwork.parse("2001:db8::/64").orThrow()));

    private Origin origin(String... fields) throws IOException {
        byte[] head = (String.join("", fields) + "Subject: x\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1);
        return relays.origin(MessageHead.read(new ByteArrayInputStream(head)));
    }

    private static Origin client(String address, String helo) {
        return new Origin.Client(new ReceivedClient(IpAddress.of(address), helo));
    }

    @Test
    void aNetworkContainsItsAddresses() {
        assertThat(relays.contains(IpAddress.of("10.255.0.1"))).isTrue();
        assertThat(relays.contains(IpAddress.of("2001:db8::1"))).isTrue();
        assertThat(relays.contains(IpAddress.of("192.0.2.1"))).isFalse();
    }

    @Test
    void theFieldBelowOursTellsOfTheClient() throws IOException {
        assertThat(origin(OURS, CLIENT)).isEqualTo(client("203.0.113.5", "c.example"));
    }

    @Test
    void gatewaysBehindGatewaysAreBelieved() throws IOException {
        assertThat(origin(OURS, INNER, CLIENT)).isEqualTo(client("203.0.113.5", "c.example"));
    }

    @Test
    void whatTheClientWroteIsNotRead() throws IOException {
        assertThat(origin(OURS, CLIENT, FORGED)).isEqualTo(client("203.0.113.5", "c.example"));
    }

    @Test
    void aClientThatForgesOurGatewaysNameStaysTheClient() throws IOException {
        assertThat(origin(OURS, CLIENT, INNER, FORGED)).isEqualTo(client("203.0.113.5", "c.example"));
    }

    @Test
    void ourOwnFieldIsNotReadAgain() throws IOException {
        assertThat(origin("Received: nonsense\r\n", CLIENT)).isEqualTo(client("203.0.113.5", "c.example"));
    }

    @Test
    void aMessageOfTheGatewayItselfHasNoOtherField() throws IOException {
        assertThat(origin(OURS)).isInstanceOf(Origin.Gateway.class);
    }

    @Test
    void aLocalSubmissionAtTheGatewayIsTheGateways() throws IOException {
        assertThat(origin(OURS, "Received: by gw1 (Postfix, from userid 0); today\r\n", FORGED))
                .isInstanceOf(Origin.Gateway.class);
    }

    @Test
    void aChainThatEndsAmongGatewaysIsTheGateways() throws IOException {
        assertThat(origin(OURS, INNER)).isInstanceOf(Origin.Gateway.class);
    }

    @Test
    void aFieldThatCannotBeReadIsNotSkipped() throws IOException {
        assertThat(origin(OURS, "Received: from x (x) by gw1\r\n", CLIENT)).isInstanceOf(Origin.Unreadable.class);
    }

    @Test
    void aHeloThatLooksLikeAnAddressLeavesTheFieldUnreadable() throws IOException {
        assertThat(origin(OURS, "Received: from x ([10.0.0.3]) (x [203.0.113.5]) by gw1\r\n", FORGED))
                .isInstanceOf(Origin.Unreadable.class);
    }

    @Test
    void twentyHopsAreFollowed() throws IOException {
        assertThat(origin(OURS, INNER.repeat(19), CLIENT)).isEqualTo(client("203.0.113.5", "c.example"));
    }

    @Test
    void twentyOneHopsAreNot() throws IOException {
        assertThat(origin(OURS, INNER.repeat(20), CLIENT)).isInstanceOf(Origin.Unreadable.class);
    }
}
