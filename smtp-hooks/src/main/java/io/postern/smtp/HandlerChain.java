// SPDX-License-Identifier: Apache-2.0
package io.postern.smtp;

import io.postern.james.BadConfiguration;
import io.postern.policy.Mode;
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
    /** How the names of James's own handlers of REQUIRETLS begin, from 3.9 on. */
    private static final String JAMES_REQUIRE_TLS = "org.apache.james.smtpserver.tls.SmtpRequireTls";

    private static final String JAMES_DSN = "org.apache.james.smtpserver.dsn.DSNMessageHook";

    private final ConfigurationProvider configurations;

    @Inject
    public HandlerChain(ConfigurationProvider configurations) {
        this.configurations = configurations;
    }

    /** Refuses the start when the handlers of a server's chain do not go together. */
    void check() throws ConfigurationException {
        List<HierarchicalConfiguration<ImmutableNode>> servers =
                configurations.getConfiguration("smtpserver").configurationsAt("smtpserver");
        for (int i = 0; i < servers.size(); i++) {
            check("smtpserver.xml, <smtpserver> number " + (i + 1) + ", <handlerchain>: ", servers.get(i));
        }
    }

    private static void check(String place, HierarchicalConfiguration<ImmutableNode> server) throws BadConfiguration {
        List<HierarchicalConfiguration<ImmutableNode>> chain = server.configurationsAt("handlerchain.handler");
        List<String> names =
                chain.stream().map(handler -> handler.getString("[@class]", "")).toList();
        boolean ours = names.stream().anyMatch(name -> name.startsWith(SessionHandler.class.getPackageName()));
        if (ours && !names.get(0).equals(SessionHandler.class.getName())) {
            throw new BadConfiguration(place + "the first <handler> is '" + names.get(0) + "'; allowed: "
                    + SessionHandler.class.getName());
        }
        requireBehind(place, names, AuthenticationHook.class.getName(), SpfHook.class.getName());
        // a recipient whom it accepts for relaying is not shown to the handlers behind it
        requireBehind(place, names, LmdbRcptHook.class.getName(), SpfHook.class.getName());
        requireBehind(place, names, LmdbRcptHook.class.getName(), RequireTlsHook.class.getName());
        // it sets RET to what the client asked for
        requireBehind(place, names, RequireTlsHook.class.getName(), JAMES_DSN);
        if (names.contains(RequireTlsHook.class.getName())) {
            checkRequireTls(place, names, chain);
        }
    }

    private static void requireBehind(String place, List<String> names, String later, String earlier)
            throws BadConfiguration {
        int index = names.indexOf(later);
        if (index >= 0 && index < names.indexOf(earlier)) {
            throw new BadConfiguration(
                    place + simple(later) + " stands before " + simple(earlier) + "; allowed: behind it");
        }
    }

    private static String simple(String className) {
        return className.substring(className.lastIndexOf('.') + 1);
    }

    private static void checkRequireTls(
            String place, List<String> names, List<HierarchicalConfiguration<ImmutableNode>> chain)
            throws BadConfiguration {
        // James itself does not see the parameter in lower case, and keeps it after a refused MAIL
        int dispatcher = names.indexOf(CommandDispatcher.class.getName());
        if (dispatcher < 0 || chain.get(dispatcher).getString("mode", "").equals(Mode.OFF.keyword())) {
            throw new BadConfiguration(
                    place + "RequireTlsHook without CommandDispatcher; allowed: with it, and not mode off");
        }
        for (String name : names) {
            if (name.startsWith(JAMES_REQUIRE_TLS)) {
                throw new BadConfiguration(place + "'" + name + "' beside RequireTlsHook; allowed: one of the two");
            }
        }
    }
}
