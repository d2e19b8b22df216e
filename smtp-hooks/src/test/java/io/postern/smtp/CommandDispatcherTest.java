// SPDX-License-Identifier: Apache-2.0
package io.postern.smtp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.codahale.metrics.Counting;
import com.codahale.metrics.Metric;
import com.codahale.metrics.MetricRegistry;
import io.postern.authres.AuthservId;
import io.postern.dns.Cassette;
import io.postern.james.BadConfiguration;
import io.postern.james.Counters;
import io.postern.james.PosternServices;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.apache.commons.configuration2.BaseHierarchicalConfiguration;
import org.apache.james.core.MailAddress;
import org.apache.james.core.MaybeSender;
import org.apache.james.metrics.dropwizard.DropWizardMetricFactory;
import org.apache.james.protocols.api.ProtocolSession.AttachmentKey;
import org.apache.james.protocols.api.ProtocolSession.State;
import org.apache.james.protocols.api.Response;
import org.apache.james.protocols.smtp.SMTPConfigurationImpl;
import org.apache.james.protocols.smtp.SMTPProtocolHandlerChain;
import org.apache.james.protocols.smtp.SMTPSession;
import org.apache.james.protocols.smtp.SMTPSessionImpl;
import org.apache.james.protocols.smtp.hook.HookResult;
import org.apache.james.protocols.smtp.hook.HookReturnCode;
import org.apache.james.protocols.smtp.hook.MailHook;
import org.apache.james.protocols.smtp.hook.MailParametersHook;
import org.apache.james.protocols.smtp.hook.RcptHook;
import org.apache.james.server.core.configuration.ConfigurationProvider;
import org.apache.james.util.LoggingLevel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The dispatcher before James's own command handlers. */
class CommandDispatcherTest {
    private static final AttachmentKey<String> FLAG = AttachmentKey.of("flag", String.class);
    private static final AttachmentKey<String> FROM_HELO = AttachmentKey.of("from-helo", String.class);

    private static final HookResult REFUSAL =
            HookResult.builder().hookReturnCode(HookReturnCode.deny()).build();

    /** An extension with a parameter FLAG, an RCPT parameter NOTIFY, and senders that it does not like. */
    private static final class Extension implements MailParametersHook, MailHook, RcptHook {
        @Override
        public HookResult doMailParameter(SMTPSession session, String name, String value) {
            session.setAttachment(FLAG, name + "=" + value, State.Transaction);
            return HookResult.DECLINED;
        }

        @Override
        public String[] getMailParamNames() {
            return new String[] {"FLAG"};
        }

        @Override
        public HookResult doMail(SMTPSession session, MaybeSender sender) {
            String text = sender.asString("");
            if (text.startsWith("broken")) {
                throw new IllegalStateException("a defect of an extension");
            }
            return text.startsWith("refused") ? REFUSAL : HookResult.DECLINED;
        }

        @Override
        public HookResult doRcpt(SMTPSession session, MaybeSender sender, MailAddress recipient) {
            return HookResult.DECLINED;
        }

        @Override
        public Set<String> supportedParameters() {
            return Set.of("NOTIFY");
        }
    }

    private final MetricRegistry metrics = new MetricRegistry();
    private final DropWizardMetricFactory factory = new DropWizardMetricFactory(metrics);
    private final SMTPConfigurationImpl smtp = new SMTPConfigurationImpl();
    private final SMTPSession session = new SMTPSessionImpl(new NoNetwork(), smtp);

    private CommandDispatcher dispatcher(String mode, String extraMailParameters) throws Exception {
        ConfigurationProvider noHandlers = new ConfigurationProvider() {
            @Override
            public BaseHierarchicalConfiguration getConfiguration(String component, LoggingLevel level) {
                return new BaseHierarchicalConfiguration();
            }
        };
        CommandDispatcher dispatcher = new CommandDispatcher(
                new PosternServices(
                        AuthservId.of("mx.example.org"),
                        Duration.ofSeconds(5),
                        Cassette.builder().build(),
                        new Counters(factory)),
                new HandlerChain(noHandlers));
        BaseHierarchicalConfiguration written = new BaseHierarchicalConfiguration();
        if (!mode.isEmpty()) {
            written.addProperty("mode", mode);
        }
        written.addProperty("extraMailParameters", extraMailParameters);
        dispatcher.init(written);
        SMTPProtocolHandlerChain chain = new SMTPProtocolHandlerChain(factory);
        chain.add(0, dispatcher);
        chain.add(new Extension());
        chain.wireExtensibleHandlers();
        return dispatcher;
    }

    private String say(CommandDispatcher dispatcher, String line) {
        Response response = dispatcher.onLine(session, (line + "\r\n").getBytes(ISO_8859_1));
        return String.join("\n", response.getLines());
    }

    /** A session after EHLO. */
    private CommandDispatcher greeted(String mode) throws Exception {
        CommandDispatcher dispatcher = dispatcher(mode, "");
        assertThat(say(dispatcher, "EHLO client.example")).startsWith("250");
        return dispatcher;
    }

    private Optional<String> flag() {
        return session.getAttachment(FLAG, State.Transaction);
    }

    private long counted(String name) {
        Metric metric = metrics.getMetrics().get("postern.command." + name);
        return metric == null ? 0 : ((Counting) metric).getCount();
    }

    @ParameterizedTest
    @CsvSource({
        "MAIL FROM:<a@b.example>,                              250 2.1.0 Sender <a@b.example> OK",
        "mail from:<> size=3,                                  250 2.1.0 Sender <> OK",
        "MAIL FROM:<a@b.example> BODY=8BITMIME AUTH=<>,        250 2.1.0 Sender <a@b.example> OK",
        "MAIL FROM:<a@b.example> body=7bit,                    250 2.1.0 Sender <a@b.example> OK",
        "MAIL FROM:<a@b.example> FLAG,                         250 2.1.0 Sender <a@b.example> OK",
        "MAIL FROM:<a@b.example> RET=HDRS,        555 5.5.4 MAIL parameter RET not recognized or not implemented",
        "MAIL FROM:<a@b.example> foo,             555 5.5.4 MAIL parameter FOO not recognized or not implemented",
        "MAIL FROM:<a@b.example> SIZE=1 size=1,   501 5.5.4 MAIL parameter SIZE given more than once",
        "MAIL FROM:<a@b.example> BODY=BINARYMIME, 501 5.5.4 MAIL parameter BODY must be 7BIT or 8BITMIME",
        "MAIL FROM:<a@b.example> X_Y=1,           501 5.5.4 Syntax error in MAIL parameters: X_Y=1",
        // James's own answers
        "MAIL FROM:<a@b.example> SIZE=big,        501 5.5.4 Syntactically incorrect value for SIZE parameter",
        "MAIL TO:<a@b.example> FOO,               501 5.5.4 Usage: MAIL FROM:<sender>",
        "MAIL FROM:<a@@b.example>,                501 5.1.7 Syntax error in sender address",
        "MAIL,                                    501 5.5.4 Usage: MAIL FROM:<sender>",
    })
    void enforceAnswers(String line, String reply) throws Exception {
        assertThat(say(greeted("enforce"), line)).isEqualTo(reply);
    }

    @ParameterizedTest
    @CsvSource({
        "MAIL FROM:<a@b.example> FOO,             unknown",
        "MAIL FROM:<a@b.example> SIZE=1 SIZE=1,   repeated",
        "MAIL FROM:<a@b.example> BODY=BINARYMIME, body",
        "MAIL FROM:<a@b.example> X_Y=1,           malformed",
    })
    void observeLetsJamesAnswerAndCounts(String line, String fault) throws Exception {
        assertThat(say(greeted(""), line)).startsWith("250");
        assertThat(counted("observed." + fault)).isEqualTo(1);
        assertThat(counted("refused." + fault)).isZero();
    }

    @Test
    void offIsJamesAlone() throws Exception {
        CommandDispatcher dispatcher = greeted("off");

        assertThat(say(dispatcher, "MAIL FROM:<a@b.example> flag FOO")).startsWith("250");
        assertThat(flag()).isEmpty();
        assertThat(counted("observed.unknown")).isZero();
    }

    @Test
    void anExtraParameterIsKnown() throws Exception {
        CommandDispatcher dispatcher = dispatcher("enforce", "xfoo, BODY");
        say(dispatcher, "EHLO client.example");

        assertThat(say(dispatcher, "MAIL FROM:<a@b.example> XFOO=1 BODY=BINARYMIME"))
                .startsWith("250");
    }

    @Test
    void anExtraParameterIsAKeyword() {
        assertThatThrownBy(() -> dispatcher("enforce", "X_FOO"))
                .isInstanceOf(BadConfiguration.class)
                .hasMessageContaining("extraMailParameters: value 'X_FOO'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"enforce", "observe"})
    void aKeywordWithoutAValueReachesItsHookInCapitals(String mode) throws Exception {
        say(greeted(mode), "MAIL FROM:<a@b.example> flag");

        assertThat(flag()).contains("FLAG=");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "MAIL FROM:<a@@b.example> FLAG=1",
                "MAIL FROM:<refused@b.example> FLAG=1",
                "MAIL FROM:<broken@b.example> FLAG=1",
                "MAIL FROM:<a@b.example> FLAG=1 SIZE=big",
            })
    void aMailThatFailsLeavesNothing(String line) throws Exception {
        CommandDispatcher dispatcher = greeted("observe");
        session.setAttachment(FROM_HELO, "kept", State.Transaction);

        assertThat(say(dispatcher, line)).matches("[45].*");

        assertThat(flag()).isEmpty();
        assertThat(session.getAttachment(FROM_HELO, State.Transaction)).contains("kept");
        assertThat(say(dispatcher, "RCPT TO:<c@d.example>")).startsWith("503");
        assertThat(say(dispatcher, "MAIL FROM:<a@b.example>")).startsWith("250");
        assertThat(flag()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"RSET", "EHLO again.example", "HELO again.example"})
    void whatEndsATransactionTakesItsFlags(String line) throws Exception {
        CommandDispatcher dispatcher = greeted("enforce");
        say(dispatcher, "MAIL FROM:<a@b.example> FLAG=1");
        assertThat(flag()).isPresent();

        assertThat(say(dispatcher, line)).startsWith("250");

        assertThat(flag()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"enforce", "observe"})
    void aMailInsideATransactionLeavesItAsItIs(String mode) throws Exception {
        CommandDispatcher dispatcher = greeted(mode);
        say(dispatcher, "MAIL FROM:<a@b.example> FLAG=first");

        assertThat(say(dispatcher, "MAIL FROM:<other@b.example> FLAG=second FOO"))
                .isEqualTo("503 5.5.0 Sender already specified");

        assertThat(flag()).contains("FLAG=first");
        assertThat(session.getAttachment(SMTPSession.SENDER, State.Transaction))
                .hasToString("Optional[MaybeSender{mailAddress=Optional[a@b.example]}]");
        assertThat(counted("refused.unknown")).isZero();
    }

    @Test
    void withoutAGreetingTheSequenceIsAtFault() throws Exception {
        assertThat(say(dispatcher("enforce", ""), "MAIL FROM:<a@b.example> FOO"))
                .isEqualTo("503 5.5.0 Need HELO or EHLO before MAIL");
    }

    @Test
    void startTlsForgetsTheGreeting() throws Exception {
        CommandDispatcher dispatcher = greeted("enforce");
        session.setAttachment(FROM_HELO, "kept", State.Connection);

        assertThat(say(dispatcher, "STARTTLS")).startsWith("220");

        assertThat(session.getAttachment(SMTPSession.CURRENT_HELO_NAME, State.Connection))
                .isEmpty();
        assertThat(session.getAttachment(FROM_HELO, State.Connection)).contains("kept");
        assertThat(say(dispatcher, "MAIL FROM:<a@b.example>")).startsWith("503");
        assertThat(counted("refused.nohelo")).isEqualTo(1);
        say(dispatcher, "EHLO client.example");
        assertThat(say(dispatcher, "MAIL FROM:<a@b.example>")).startsWith("250");
        assertThat(counted("refused.nohelo")).isEqualTo(1);
    }

    @Test
    void aRefusedStartTlsForgetsNothing() throws Exception {
        CommandDispatcher dispatcher = greeted("enforce");

        assertThat(say(dispatcher, "STARTTLS now")).startsWith("501");

        assertThat(say(dispatcher, "MAIL FROM:<a@b.example>")).startsWith("250");
    }

    @Test
    void observeCountsAMissingGreetingAfterStartTls() throws Exception {
        CommandDispatcher dispatcher = greeted("observe");
        say(dispatcher, "STARTTLS");

        assertThat(say(dispatcher, "MAIL FROM:<a@b.example>")).startsWith("250");

        assertThat(counted("observed.nohelo")).isEqualTo(1);
    }

    @Test
    void noGreetingIsAskedForWhereJamesAsksForNone() throws Exception {
        smtp.setHeloEhloEnforcement(false);
        CommandDispatcher dispatcher = greeted("enforce");
        say(dispatcher, "STARTTLS");

        assertThat(say(dispatcher, "MAIL FROM:<a@b.example>")).startsWith("250");

        assertThat(counted("refused.nohelo")).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "enforce, RCPT TO:<c@d.example> notify=NEVER,              250",
        "enforce, RCPT TO:<c@d.example> NOTIFY=NEVER notify=DELAY, 501 5.5.4 RCPT parameter NOTIFY given more than once",
        "observe, RCPT TO:<c@d.example> NOTIFY=NEVER notify=DELAY, 451",
        "enforce, RCPT TO:<c@d.example> FOO,                       504",
    })
    void aParameterOfRcptComesOnce(String mode, String line, String reply) throws Exception {
        CommandDispatcher dispatcher = greeted(mode);
        say(dispatcher, "MAIL FROM:<a@b.example>");

        assertThat(say(dispatcher, line)).startsWith(reply);
    }

    @Test
    void aRepetitionBeforeMailIsOutOfSequence() throws Exception {
        assertThat(say(greeted("enforce"), "RCPT TO:<c@d.example> NOTIFY=NEVER NOTIFY=NEVER"))
                .startsWith("503");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\u0001MAIL FROM:<a@b.example> FOO", " mail FROM:<a@b.example> FOO"})
    void whatJamesTakesForMailIsMail(String line) throws Exception {
        assertThat(say(greeted("enforce"), line)).startsWith("555");
    }

    @Test
    void aReplyIsPrintableAndOneLine() throws Exception {
        assertThat(say(greeted("enforce"), "MAIL FROM:<a@b.example> \u00e9\r\u0001" + "x".repeat(2_000)))
                .matches("501 5\\.5\\.4 [ -~]{1,200}");
    }
}
