// SPDX-License-Identifier: Apache-2.0
package io.postern.smtp.gate;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.codahale.metrics.MetricRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.apache.commons.configuration2.Configuration;
import org.apache.james.metrics.dropwizard.DropWizardMetricFactory;
import org.apache.james.protocols.api.Response;
import org.apache.james.protocols.api.handler.ConnectHandler;
import org.apache.james.protocols.api.handler.DisconnectHandler;
import org.apache.james.protocols.netty.BasicChannelInboundHandler;
import org.apache.james.protocols.netty.ProtocolMDCContextFactory;
import org.apache.james.protocols.smtp.MailEnvelope;
import org.apache.james.protocols.smtp.SMTPConfigurationImpl;
import org.apache.james.protocols.smtp.SMTPProtocol;
import org.apache.james.protocols.smtp.SMTPProtocolHandlerChain;
import org.apache.james.protocols.smtp.SMTPResponse;
import org.apache.james.protocols.smtp.SMTPSession;
import org.apache.james.protocols.smtp.hook.HookResult;
import org.apache.james.protocols.smtp.hook.MessageHook;
import org.jspecify.annotations.Nullable;

/** James's own SMTP handlers, and one behind them that notes what comes and goes. */
final class JamesHandlers implements MessageHook, ConnectHandler<SMTPSession>, DisconnectHandler<SMTPSession> {
    private final List<String> messages = new CopyOnWriteArrayList<>();
    private final AtomicInteger disconnects = new AtomicInteger();
    private final LookAheads lookAheads;
    private final SMTPConfigurationImpl configuration = new SMTPConfigurationImpl() {
        @Override
        public long getMaxMessageSize() {
            return maxMessageSize;
        }
    };
    private final SMTPProtocol protocol;
    private volatile long maxMessageSize;
    private Consumer<SMTPSession> connected = session -> {};
    private @Nullable Response greeting;

    JamesHandlers(LookAhead lookAhead) throws Exception {
        lookAheads = new LookAheads(List.of(lookAhead));
        SMTPProtocolHandlerChain chain =
                new SMTPProtocolHandlerChain(new DropWizardMetricFactory(new MetricRegistry()));
        chain.add(0, this);
        chain.wireExtensibleHandlers();
        protocol = new SMTPProtocol(chain, configuration);
    }

    /** What a connect handler does. */
    JamesHandlers connecting(Consumer<SMTPSession> handler) {
        connected = handler;
        return this;
    }

    /** What a connect handler before James's own says, and ends the session. */
    JamesHandlers refusing(String code, String text) {
        SMTPResponse refusal = new SMTPResponse(code, text);
        refusal.setEndSession(true);
        greeting = refusal;
        return this;
    }

    JamesHandlers maxMessageSize(long octets) {
        maxMessageSize = octets;
        return this;
    }

    /** What James puts at the end of a connection's pipeline. */
    BasicChannelInboundHandler core() {
        return new BasicChannelInboundHandler(new ProtocolMDCContextFactory.Standard(), protocol);
    }

    /** What was accepted: sender, recipients, octets below James's Received field. */
    List<String> messages() {
        return messages;
    }

    int disconnects() {
        return disconnects.get();
    }

    @Override
    public void init(Configuration configuration) {}

    @Override
    public @Nullable Response onConnect(SMTPSession session) {
        lookAheads.attach(session);
        connected.accept(session);
        return greeting;
    }

    @Override
    public void onDisconnect(SMTPSession session) {
        disconnects.incrementAndGet();
    }

    @Override
    public HookResult onMessage(SMTPSession session, MailEnvelope mail) {
        try (InputStream in = mail.getMessageInputStream()) {
            String octets = new String(in.readAllBytes(), ISO_8859_1);
            // below the Received field of three lines that James has put on top
            String sent = octets.replaceFirst("(?s)^Received:.*?\r\n(?![ \t])", "");
            messages.add(mail.getMaybeSender().asString() + " " + mail.getRecipients() + "\n" + sent);
            return HookResult.OK;
        } catch (IOException e) {
            return HookResult.DENYSOFT;
        }
    }
}
