// SPDX-License-Identifier: Apache-2.0
package io.postern.james;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LogLineTest {
    @Test
    void pairsStandOneBehindTheOther() {
        assertThat(new LogLine().add("spf", "pass").add("helo", "mx.example").toString())
                .isEqualTo("spf=pass helo=mx.example");
    }

    @Test
    void noValueCanBeginAPairOrALine() {
        assertThat(new LogLine().add("helo", "x action=accept\r\nspf=pass \"").toString())
                .isEqualTo("helo=\"x action=accept??spf=pass '\"");
    }

    @Test
    void anEmptyValueIsShown() {
        assertThat(new LogLine().add("mail_from", "").toString()).isEqualTo("mail_from=\"\"");
    }

    @Test
    void aLongValueIsCut() {
        assertThat(new LogLine().add("helo", "x".repeat(5_000)).toString()).hasSize("helo=".length() + 255);
    }
}
