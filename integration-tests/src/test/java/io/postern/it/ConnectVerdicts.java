// SPDX-License-Identifier: Apache-2.0
package io.postern.it;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.commons.configuration2.Configuration;
import org.apache.james.core.MailAddress;
import org.apache.james.core.MaybeSender;
import org.apache.james.protocols.api.ProtocolSession.AttachmentKey;
import org.apache.james.protocols.api.ProtocolSession.State;
import org.apache.james.protocols.api.Response;
import org.apache.james.protocols.api.handler.ConnectHandler;
import org.apache.james.protocols.smtp.SMTPResponse;
import org.apache.james.protocols.smtp.SMTPSession;
import org.apache.james.protocols.smtp.hook.HeloHook;
import org.apache.james.protocols.smtp.hook.HookResult;
import org.apache.james.protocols.smtp.hook.HookReturnCode;
import org.apache.james.protocols.smtp.hook.RcptHook;

/** Judges connections by their address as they come, as handlers with a block list do. */
public final class ConnectVerdicts implements ConnectHandler<SMTPSession>, HeloHook, RcptHook {
    /** Turned away at once. */
    static final String REFUSED = "127.0.0.66";
    /** Let in, but for no recipient; the list takes its time. */
    static final String LISTED = "127.0.0.67";

    /** Who has had a command executed. */
    static final List<String> HEARD = new CopyOnWriteArrayList<>();

    private static final long LOOK_UP_MILLIS = 200;
    private static final AttachmentKey<Boolean> VERDICT = AttachmentKey.of("it.verdict", Boolean.class);

    private enum Silence implements Response {
        NOTHING_TO_SAY;

        @Override
        public String getRetCode() {
            return "";
        }

        @Override
        public List<CharSequence> getLines() {
            return List.of();
        }

        @Override
        public boolean isEndSession() {
            return false;
        }
    }

    @Override
    public void init(Configuration configuration) {
        HEARD.clear();
    }

    @Override
    public Response onConnect(SMTPSession session) {
        if (address(session).equals(REFUSED)) {
            SMTPResponse refusal = new SMTPResponse("554", "5.7.1 not you");
            refusal.setEndSession(true);
            return refusal;
        }
        boolean listed = address(session).equals(LISTED);
        if (listed) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(LOOK_UP_MILLIS));
        }
        session.setAttachment(VERDICT, listed, State.Connection);
        return Silence.NOTHING_TO_SAY;
    }

    @Override
    public HookResult doHelo(SMTPSession session, String helo) {
        HEARD.add(address(session));
        return HookResult.DECLINED;
    }

    @Override
    public HookResult doRcpt(SMTPSession session, MaybeSender sender, MailAddress recipient) {
        boolean listed = session.getAttachment(VERDICT, State.Connection)
                .orElseThrow(() -> new IllegalStateException("RCPT without a verdict"));
        return listed
                ? HookResult.builder()
                        .hookReturnCode(HookReturnCode.deny())
                        .smtpReturnCode("550")
                        .smtpDescription("5.7.1 listed")
                        .build()
                : HookResult.DECLINED;
    }

    /** Of the connection, whatever a PROXY header says later. */
    private static String address(SMTPSession session) {
        return session.getRemoteAddress().getAddress().getHostAddress();
    }
}
