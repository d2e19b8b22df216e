// SPDX-License-Identifier: Apache-2.0
package io.postern.policy;

/**
 * Why a message that failed DMARC is treated otherwise than its Author Domain asks (RFC 9990 §3.1.6).
 *
 * @param comment for a person, in the aggregate report too; printable ASCII
 */
public record PolicyOverride(Type type, String comment) {
    /** The reasons that aggregate reports know. */
    public enum Type {
        /** Our own rules. */
        LOCAL_POLICY("local_policy"),
        /** It came through a mailing list. */
        MAILING_LIST("mailing_list"),
        /** None of the others. */
        OTHER("other"),
        /** The Author Domain asks for one step less, by {@code t=y}. */
        POLICY_TEST_MODE("policy_test_mode"),
        /** It came through a forwarder that the operator trusts. */
        TRUSTED_FORWARDER("trusted_forwarder");

        private final String keyword;

        Type(String keyword) {
            this.keyword = keyword;
        }

        public String keyword() {
            return keyword;
        }
    }
}
