// SPDX-License-Identifier: Apache-2.0
package io.postern.message;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TlsRequiredTest {
    @ParameterizedTest
    @ValueSource(strings = {"TLS-Required: No\r\n", "tls-required:no\r\n", "TLS-Required:\r\n No \r\nSubject: x\r\n"})
    void oneFieldThatSaysNo(String fields) throws IOException {
        assertThat(TlsRequired.isNo(head(fields))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Subject: x\r\n",
                "TLS-Required: Yes\r\n",
                "TLS-Required: No, Yes\r\n",
                "TLS-Required:\r\n",
                "X-TLS-Required: No\r\n",
                "TLS-Required: No\r\nTLS-Required: No\r\n"
            })
    void everythingElseAsksForNothing(String fields) throws IOException {
        assertThat(TlsRequired.isNo(head(fields))).isFalse();
    }

    private static MessageHead head(String fields) throws IOException {
        return MessageHead.read(new ByteArrayInputStream((fields + "\r\n").getBytes(ISO_8859_1)));
    }
}
