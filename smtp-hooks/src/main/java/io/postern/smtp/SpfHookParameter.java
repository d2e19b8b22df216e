// SPDX-License-Identifier: Apache-2.0
package io.postern.smtp;

import io.postern.james.Parameter;
import io.postern.james.ParameterType;
import java.util.List;

/** What {@link SpfHook} has besides the parameters of SPF. */
public enum SpfHookParameter implements Parameter {
    CHECK_AT("checkAt", "mail", ParameterType.words(List.of(CheckAt.values()), CheckAt::keyword)),
    OPT_OUT_RECIPIENTS("optOutRecipients", "", ParameterType.ADDRESSES),
    OPT_OUT_DOMAINS("optOutDomains", "", ParameterType.DOMAINS);

    /** The command that is refused. */
    enum CheckAt {
        MAIL("mail"),
        RCPT("rcpt");

        private final String keyword;

        CheckAt(String keyword) {
            this.keyword = keyword;
        }

        String keyword() {
            return keyword;
        }
    }

    private final Declaration declaration;

    SpfHookParameter(String name, String defaultText, ParameterType<?> type) {
        declaration = new Declaration(name, defaultText, type);
    }

    @Override
    public Declaration declaration() {
        return declaration;
    }
}
