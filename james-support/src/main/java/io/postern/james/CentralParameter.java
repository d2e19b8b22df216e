// SPDX-License-Identifier: Apache-2.0
package io.postern.james;

import io.postern.backend.dns.DnsSettings;
import io.postern.backend.dns.DnssecMode;
import java.util.List;

/** The keys of postern.properties: what more than one class needs. */
public enum CentralParameter implements Parameter {
    AUTHSERV_ID("authserv-id", "", ParameterType.TEXT),
    DNS_SERVERS("dns.servers", "", ParameterType.list("IP addresses with or without :port", DnsSettings::parseServer)),
    DNS_TIMEOUT("dns.timeout", "5 s", ParameterType.DURATION),
    DNS_RETRIES("dns.retries", "2", ParameterType.number(0, 10)),
    DNS_CACHE("dns.cache", "100000", ParameterType.number(0, 10_000_000)),
    DNS_DNSSEC("dns.dnssec", "off", ParameterType.words(List.of(DnssecMode.values()), DnssecMode::keyword)),
    DNS_ANCHORS("dns.anchors", "", ParameterType.FILE),
    DNS_DEADLINE("dns.deadline", "20 s", ParameterType.DURATION),
    DNS_CASSETTE("dns.cassette", "", ParameterType.FILE),
    CRYPTO_PROVIDER(
            "crypto.provider",
            CryptoProvider.JDK,
            new ParameterType<>(
                    "JDK, the name of a provider that is installed in Java, or the name of a provider's class",
                    CryptoProvider::parse));

    private final Declaration declaration;

    CentralParameter(String name, String defaultText, ParameterType<?> type) {
        declaration = new Declaration(name, defaultText, type);
    }

    @Override
    public Declaration declaration() {
        return declaration;
    }
}
