// SPDX-License-Identifier: Apache-2.0
package io.postern.eximspool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class SpoolIdsTest {
    private static final Instant NOW = Instant.parse("2026-11-22T04:00:00.123456Z");
    private static final Clock STILL = Clock.fixed(NOW, ZoneOffset.UTC);

    @ParameterizedTest
    @CsvSource({"1xUr8B-0005PP-0K, SHORT, B", "1xUr8z-000000005PP-00Kz, LONG, z"})
    void idsOfBothFormsAreReadAndNameTheirFolder(String text, IdForm form, String folder) {
        assertThat(SpoolId.parse(text).ok().map(SpoolId::form)).contains(form);
        assertThat(SpoolId.parse(text).ok().map(SpoolId::splitFolder)).contains(folder);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "1xUr8B-0005PP-0",
                "1xUr8B-0005PP-0K1",
                "1xUr8B_0005PP_0K",
                "1xUr8B-0005P/-0K",
                "E1xUr8B-0005PP-0K"
            })
    void everythingElseIsNoId(String text) {
        assertThat(SpoolId.parse(text).ok()).isEmpty();
    }

    @Test
    void anIdTellsItsTimeProcessAndNodeAsEximsDo() {
        // 2026-11-22 04:00:00 is 1795320000; the process id stands above 2^22, the part of a second in 1/2000
        SpoolId id = new SpoolIds(IdForm.SHORT, OptionalInt.empty(), STILL, 4711).next();
        assertThat(value(id, 0)).isEqualTo(NOW.getEpochSecond());
        assertThat(value(id, 1)).isEqualTo((1L << 22) + 4711);
        assertThat(value(id, 2)).isEqualTo(246);
        SpoolId onNode = new SpoolIds(IdForm.SHORT, OptionalInt.of(16), STILL, 4711).next();
        assertThat(value(onNode, 2)).isEqualTo(16 * 200 + 24);
        SpoolId longer = new SpoolIds(IdForm.LONG, OptionalInt.of(16), STILL, 4711).next();
        assertThat(value(longer, 2)).isEqualTo(16 * 500_000 + 61_728);
    }

    @ParameterizedTest
    @EnumSource(IdForm.class)
    void oneGeneratorNeverRepeatsWhateverTheClockDoes(IdForm form) {
        SettableClock clock = new SettableClock();
        SpoolIds ids = new SpoolIds(form, OptionalInt.of(0), clock, 1);
        Set<SpoolId> seen = new HashSet<>();
        for (int i = 0; i < 200_000; i++) {
            clock.now = i % 1_000 == 0 ? NOW.minusSeconds(i) : i % 777 == 0 ? NOW.plusMillis(i / 777) : clock.now;
            assertThat(seen.add(ids.next())).isTrue();
        }
        assertThat(seen).allMatch(id -> id.form() == form);
    }

    @Test
    void threadsShareOneGenerator() throws Exception {
        SpoolIds ids = SpoolIds.ofThisProcess(IdForm.SHORT, OptionalInt.empty(), Clock.systemUTC());
        Set<SpoolId> seen = ConcurrentHashMap.newKeySet();
        ExecutorService threads = Executors.newFixedThreadPool(8);
        List<Future<?>> all = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            all.add(threads.submit(() -> {
                for (int n = 0; n < 20_000; n++) {
                    seen.add(ids.next());
                }
            }));
        }
        for (Future<?> one : all) {
            one.get();
        }
        threads.shutdown();
        assertThat(seen).hasSize(160_000);
    }

    @Test
    void nodesProcessesAndRestartsMakeDifferentIdsAtTheSameInstantOrLater() {
        Set<SpoolId> seen = new HashSet<>();
        int made = 0;
        for (int node = 0; node <= SpoolIds.MAX_NODE; node++) {
            for (long process : new long[] {1, 2, (1 << 22) - 1}) {
                for (int restart = 0; restart < 3; restart++) {
                    // a part of a second with a node's number is 5 ms, less than a start of a process takes
                    Clock clock = Clock.offset(STILL, Duration.ofMillis(5L * restart));
                    SpoolIds ids = new SpoolIds(IdForm.SHORT, OptionalInt.of(node), clock, process);
                    for (int i = 0; i < 500; i++) {
                        seen.add(ids.next());
                        made++;
                    }
                }
            }
        }
        assertThat(seen).hasSize(made);
    }

    @Test
    void idsOfOneGeneratorAscend() {
        SpoolIds ids = SpoolIds.ofThisProcess(IdForm.LONG, OptionalInt.empty(), Clock.systemUTC());
        long last = 0;
        for (int i = 0; i < 10_000; i++) {
            SpoolId id = ids.next();
            long time = value(id, 0) * 1_000_000 + value(id, 2);
            assertThat(time).isGreaterThanOrEqualTo(last);
            last = time;
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 17})
    void aNodeIsNotMoreThanSixteen(int node) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new SpoolIds(IdForm.SHORT, OptionalInt.of(node), STILL, 1));
    }

    private static long value(SpoolId id, int group) {
        long value = 0;
        for (char c : id.text().split("-", -1)[group].toCharArray()) {
            value = 62 * value + "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz".indexOf(c);
        }
        return value;
    }

    private static final class SettableClock extends Clock {
        private Instant now = NOW;

        @Override
        public ZoneOffset getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    }
}
