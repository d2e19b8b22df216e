// SPDX-License-Identifier: Apache-2.0
package io.postern.value;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RecentlyReadTest {
    private final List<String> read = new ArrayList<>();
    private final RecentlyRead<Integer> lengths = new RecentlyRead<>(2);

    private int length(String text) {
        return lengths.get(text, each -> {
            read.add(each);
            return each.length();
        });
    }

    @Test
    void aTextIsReadOnce() {
        assertThat(length("abc")).isEqualTo(3);
        assertThat(length("abc")).isEqualTo(3);
        assertThat(read).containsExactly("abc");
    }

    @Test
    void theOneThatWasNotAskedForLongestGoes() {
        length("a");
        length("b");
        length("a");
        length("c");
        assertThat(lengths.get("a")).contains(1);
        assertThat(lengths.get("b")).isEmpty();
        assertThat(lengths.size()).isEqualTo(2);
    }

    @Test
    void aLongTextIsNotKept() {
        String text = "x".repeat(RecentlyRead.MAX_LENGTH + 1);
        assertThat(length(text)).isEqualTo(text.length());
        assertThat(lengths.size()).isZero();
    }
}
