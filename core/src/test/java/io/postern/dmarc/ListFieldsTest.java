// SPDX-License-Identifier: Apache-2.0
package io.postern.dmarc;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.message.MessageHead;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ListFieldsTest {
    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        "List-Id: <a.example>, List-Id",
        "LIST-POST: NO, LIST-POST",
        "list-unsubscribe: <mailto:a@b.example>, list-unsubscribe",
        "Precedence: list, Precedence",
        "precedence:  BULK , precedence",
        "Precedence: junk, ''",
        "Listing: x, ''",
        "X-List-Id: x, ''",
        "Lis: x, ''"
    })
    void aListLeavesTraces(String field, String expected) throws IOException {
        byte[] octets = ("Subject: x\r\n" + field + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII);
        assertThat(ListFields.trace(MessageHead.read(new ByteArrayInputStream(octets)))
                        .orElse(""))
                .isEqualTo(expected);
    }
}
