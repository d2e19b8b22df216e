// SPDX-License-Identifier: Apache-2.0
package io.postern.mailets;

import io.postern.james.BadConfiguration;
import io.postern.james.LookupMap;
import io.postern.james.Parameter;
import io.postern.james.Parameters;
import io.postern.james.PosternServices;
import io.postern.value.Problem;
import java.util.List;
import javax.mail.MessagingException;
import org.apache.mailet.Mail;
import org.apache.mailet.MailetConfig;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What mailets that look up have in common. */
final class LmdbSetup {
    private static final Logger LOGGER = LoggerFactory.getLogger(LmdbSetup.class);

    private LmdbSetup() {}

    static Parameters parameters(Class<?> mailet, MailetConfig configuration, List<? extends Parameter> known)
            throws MessagingException {
        try {
            return Parameters.ofMailet(mailet, configuration, known);
        } catch (BadConfiguration e) {
            throw new MessagingException(e.getMessage(), e);
        }
    }

    static LookupMap map(Class<?> mailet, PosternServices services, Parameters parameters, Parameter parameter)
            throws MessagingException {
        try {
            String place =
                    "mailetcontainer.xml, <mailet class=\"" + mailet.getName() + "\">, " + parameter.parameterName();
            return services.maps().get(place, parameters.get(parameter, String.class));
        } catch (BadConfiguration e) {
            throw new MessagingException(e.getMessage(), e);
        }
    }

    static MessagingException refusal(Parameters parameters, Parameter parameter, String why) {
        BadConfiguration refusal = parameters.refusal(parameter, parameters.get(parameter, String.class), why);
        return new MessagingException(refusal.getMessage(), refusal);
    }

    /** Sends the mail to the processor that is named for this, unchanged; without one it is James's own exception. */
    static void lookupError(Mail mail, Parameters parameters, Parameter processor, Problem why)
            throws MessagingException {
        String name = parameters.get(processor, String.class);
        if (name.isEmpty()) {
            throw new MessagingException("lookup failed: " + why.detail());
        }
        LOGGER.warn("mail={} goes to {}: lookup failed: {}", mail.getName(), name, why.detail());
        mail.setState(name);
    }
}
