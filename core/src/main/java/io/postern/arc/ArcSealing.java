// SPDX-License-Identifier: Apache-2.0
package io.postern.arc;

import io.postern.message.HeaderField;
import java.util.List;

/** What became of the wish to seal a message. */
public sealed interface ArcSealing {
    /**
     * A set that is to stand on top of the message.
     *
     * @param fields ARC-Seal, ARC-Message-Signature, ARC-Authentication-Results, top to bottom
     * @param instance {@code i=}
     * @param chainBefore {@code cv=}
     */
    record Sealed(List<HeaderField> fields, int instance, ChainValidationStatus chainBefore) implements ArcSealing {
        public Sealed {
            fields = List.copyOf(fields);
        }
    }

    /** The message goes on as it is. */
    record NotSealed(Reason reason) implements ArcSealing {}

    /** Why there is no seal. */
    enum Reason {
        /** This host wrote no results about the message: there is nothing to hand on. */
        NO_RESULTS("no-results"),
        /** A sealer before us has ended the chain with {@code cv=fail}. */
        CHAIN_ENDED("chain-ended"),
        /** It would be the 51st instance. */
        TOO_MANY_SETS("too-many-sets"),
        /** The results, or the fields of a chain, are too large. */
        TOO_LARGE("too-large");

        private final String keyword;

        Reason(String keyword) {
            this.keyword = keyword;
        }

        public String keyword() {
            return keyword;
        }
    }
}
