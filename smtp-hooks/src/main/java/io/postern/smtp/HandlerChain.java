// SPDX-License-Identifier: Apache-2.0
package io.postern.smtp;

import io.postern.james.BadConfiguration;
import io.postern.james.Parameter;
import io.postern.james.Parameters;
import java.util.List;
import javax.inject.Inject;
import javax.inject.Singleton;
import org.apache.commons.configuration2.HierarchicalConfiguration;
import org.apache.commons.configuration2.ex.ConfigurationException;
import org.apache.commons.configuration2.tree.ImmutableNode;
import org.apache.james.server.core.configuration.ConfigurationProvider;

/** The order of handlers in smtpserver.xml: a chain with one of Postern's must begin with {@link SessionHandler}. */
@Singleton
public class HandlerChain {
    private final ConfigurationProvider configurations;

    @Inject
    public HandlerChain(ConfigurationProvider configurations) {
        this.configurations = configurations;
    }

    /** Refuses the start when a server's chain has a handler of Postern and another one than ours first. */
    void check() throws ConfigurationException {
        List<HierarchicalConfiguration<ImmutableNode>> servers =
                configurations.getConfiguration("smtpserver").configurationsAt("smtpserver");
        for (int i = 0; i < servers.size(); i++) {
            List<String> handlers = servers.get(i).configurationsAt("handlerchain.handler").stream()
                    .map(handler -> handler.getString("[@class]", ""))
                    .toList();
            boolean ours = handlers.stream().anyMatch(name -> name.startsWith(SessionHandler.class.getPackageName()));
            if (ours && !handlers.get(0).equals(SessionHandler.class.getName())) {
                throw new BadConfiguration("smtpserver.xml, <smtpserver> number " + (i + 1)
                        + ", <handlerchain>: the first <handler> is '" + handlers.get(0) + "'; allowed: "
                        + SessionHandler.class.getName());
            }
            int authentication = handlers.indexOf(AuthenticationHook.class.getName());
            if (authentication >= 0 && authentication < handlers.indexOf(SpfHook.class.getName())) {
                throw new BadConfiguration("smtpserver.xml, <smtpserver> number " + (i + 1)
                        + ", <handlerchain>: AuthenticationHook stands before SpfHook; allowed: behind it");
            }
            // a recipient whom it accepts for relaying is not shown to the handlers behind it
            int lmdb = handlers.indexOf(LmdbRcptHook.class.getName());
            if (lmdb >= 0 && lmdb < handlers.indexOf(SpfHook.class.getName())) {
                throw new BadConfiguration("smtpserver.xml, <smtpserver> number " + (i + 1)
                        + ", <handlerchain>: LmdbRcptHook stands before SpfHook; allowed: behind it");
            }
        }
    }

    /** Refuses the start when a parameter names a processor that mailetcontainer.xml does not have. */
    void checkProcessor(Parameters parameters, Parameter parameter) throws ConfigurationException {
        String name = parameters.get(parameter, String.class);
        List<String> known =
                configurations.getConfiguration("mailetcontainer").configurationsAt("processors.processor").stream()
                        .map(processor -> processor.getString("[@state]", ""))
                        .toList();
        if (!name.isEmpty() && !known.contains(name)) {
            throw parameters.refusal(parameter, name, known);
        }
    }
}
