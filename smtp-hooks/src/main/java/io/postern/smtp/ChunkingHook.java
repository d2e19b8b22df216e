// SPDX-License-Identifier: Apache-2.0
package io.postern.smtp;

import io.postern.james.Parameter;
import io.postern.james.Parameters;
import io.postern.smtp.gate.GatedConnection;
import io.postern.smtp.gate.Permission;
import io.postern.value.IpNetwork;
import java.util.List;
import java.util.Set;
import javax.inject.Inject;
import org.apache.commons.configuration2.Configuration;
import org.apache.commons.configuration2.ex.ConfigurationException;
import org.apache.james.protocols.api.Response;
import org.apache.james.protocols.api.handler.ConnectHandler;
import org.apache.james.protocols.smtp.SMTPSession;
import org.apache.james.protocols.smtp.hook.HeloHook;
import org.apache.james.protocols.smtp.hook.HookResult;

/**
 * Offers CHUNKING (RFC 3030), the BDAT command, and has the gate serve it, to those who were not offered it too.
 * Without the gate it is not offered. BINARYMIME is not: James delivers lines. The documentation is docs/chunking.md.
 */
public final class ChunkingHook implements ConnectHandler<SMTPSession>, HeloHook {
    /** What this class may be told. */
    public static final List<Parameter> PARAMETERS = List.of(ChunkingParameter.values());

    private static final Set<String> KEYWORD = Set.of("CHUNKING");

    private final HandlerChain chain;
    private List<IpNetwork> hosts = List.of();

    @Inject
    public ChunkingHook(HandlerChain chain) {
        this.chain = chain;
    }

    @Override
    public void init(Configuration configuration) throws ConfigurationException {
        Parameters parameters = Parameters.ofHandler(ChunkingHook.class, configuration, PARAMETERS);
        chain.check();
        hosts = parameters.list(ChunkingParameter.ADVERTISE_HOSTS, IpNetwork.class);
    }

    @Override
    public Response onConnect(SMTPSession session) {
        // one that has cached an older reply to EHLO sends BDAT before it has seen this one
        Permission.CHUNKS.judgeBy(session, anybody -> true);
        return NoAnswer.NO_ANSWER;
    }

    @Override
    public HookResult doHelo(SMTPSession session, String helo) {
        return HookResult.DECLINED;
    }

    @Override
    public Set<String> implementedEsmtpFeatures(SMTPSession session) {
        return SessionFacts.isClientIn(hosts, session)
                        && GatedConnection.of(session).isPresent()
                ? KEYWORD
                : Set.of();
    }
}
