// SPDX-License-Identifier: Apache-2.0
package io.postern.smtp;

import java.util.List;
import org.apache.james.protocols.api.Response;

/** What a connect handler answers that has nothing to say: James's statistics of connect handlers cannot take null. */
enum NoAnswer implements Response {
    NO_ANSWER;

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
