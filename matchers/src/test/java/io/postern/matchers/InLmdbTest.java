// SPDX-License-Identifier: Apache-2.0
package io.postern.matchers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.codahale.metrics.MetricRegistry;
import io.postern.authres.AuthservId;
import io.postern.backend.lmdb.Tables;
import io.postern.dns.Cassette;
import io.postern.james.Counters;
import io.postern.james.PosternServices;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import javax.mail.MessagingException;
import org.apache.james.core.MailAddress;
import org.apache.james.metrics.dropwizard.DropWizardMetricFactory;
import org.apache.mailet.base.GenericMatcher;
import org.apache.mailet.base.test.FakeMail;
import org.apache.mailet.base.test.FakeMatcherConfig;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InLmdbTest {
    private static final Map<String, Function<PosternServices, GenericMatcher>> MATCHERS = Map.of(
            "sender", SenderInLmdb::new,
            "senderDomain", SenderDomainInLmdb::new,
            "recipient", RecipientInLmdb::new,
            "recipientDomain", RecipientDomainInLmdb::new,
            "remoteAddress", RemoteAddressInLmdb::new);

    @TempDir
    Path folder;

    private final PosternServices services = new PosternServices(
            AuthservId.of("mx.example.org"),
            Duration.ofSeconds(5),
            Cassette.builder().build(),
            new Counters(new DropWizardMetricFactory(new MetricRegistry())));
    private Path file = Path.of("/");

    @BeforeEach
    void write() throws Exception {
        file = Tables.write(
                folder.resolve("t.mdb"),
                Map.of(
                        "a@s.example", "sender",
                        "s.example", "domain",
                        "alice@example.org", "yes",
                        "example.org", "relay",
                        "192.0.2.0/24", "office"));
    }

    @AfterEach
    void close() {
        services.close();
    }

    private GenericMatcher matcher(String subject, String condition) throws MessagingException {
        GenericMatcher matcher = Objects.requireNonNull(MATCHERS.get(subject)).apply(services);
        matcher.init(FakeMatcherConfig.builder()
                .matcherName("InLmdb")
                .condition(condition)
                .build());
        return matcher;
    }

    private static FakeMail mail() throws MessagingException {
        return FakeMail.builder()
                .name("mail")
                .sender("A@S.example")
                .recipients("Alice@Example.org", "bob@elsewhere.example", "bob@example.org")
                .remoteAddr("192.0.2.7")
                .build();
    }

    @ParameterizedTest(name = "{0} {1}: {2}")
    @CsvSource({
        "sender,          '',                  3",
        "sender,          ' value=send*',      3",
        "sender,          ' value=other',      0",
        "sender,          ;key=exact,          0",
        "senderDomain,    '',                  3",
        "sender,          ;key=domain,         3",
        "recipient,       '',                  1",
        "recipientDomain, '',                  2",
        "recipientDomain, ' value=r?lay',      2",
        "recipientDomain, ' value=no',         0",
        "remoteAddress,   '',                  0",
        "remoteAddress,   ;key=ip,             3",
        "remoteAddress,   ';key=ip;prefixes4=16',0"
    })
    void matchesByTheTable(String subject, String behindThePath, int recipients) throws Exception {
        assertThat(matcher(subject, file + behindThePath).match(mail())).hasSize(recipients);
    }

    @Test
    void recipientsMatchEachForItself() throws Exception {
        assertThat(matcher("recipientDomain", file.toString()).match(mail()).stream()
                        .map(MailAddress::asString)
                        .collect(Collectors.toSet()))
                .containsExactlyInAnyOrder("Alice@example.org", "bob@example.org");
    }

    @Test
    void theNullSenderIsInNoMap() throws Exception {
        FakeMail mail =
                FakeMail.builder().name("dsn").recipient("alice@example.org").build();
        assertThat(matcher("sender", file.toString()).match(mail)).isEmpty();
        assertThat(matcher("remoteAddress", file.toString()).match(mail)).isEmpty();
    }

    @Test
    void aTableThatCannotBeReadIsAnExceptionAndNotANo() throws Exception {
        GenericMatcher matcher = matcher("recipientDomain", file.toString());
        try (RandomAccessFile cut = new RandomAccessFile(file.toFile(), "rw")) {
            cut.setLength(0);
        }
        assertThatThrownBy(() -> matcher.match(mail()))
                .isInstanceOf(MessagingException.class)
                .hasMessageContaining("cannot be read")
                .hasMessageContaining("cut off");
    }

    @ParameterizedTest
    @CsvSource({"'', no map of this name", "/nowhere/t.mdb, does not exist", "relative.mdb, no map of this name"})
    void whatIsNoTableIsRefused(String condition, String why) {
        assertThatThrownBy(() -> matcher("sender", condition)).hasMessageContaining(why);
    }

    @Test
    void whatStandsBehindTheMapIsAValue() {
        assertThatThrownBy(() -> matcher("sender", file + " yes")).hasMessageContaining("value=pattern");
    }
}
