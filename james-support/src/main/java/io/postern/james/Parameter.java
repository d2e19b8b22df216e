// SPDX-License-Identifier: Apache-2.0
package io.postern.james;

/**
 * Something that an operator may set. Each configurable class declares its parameters as an enum; the same constants
 * feed the reading, the texts of refusals, and the test that compares the tables of the documentation.
 */
public interface Parameter {
    /**
     * What is known of a parameter.
     *
     * @param name as it is written in the file
     * @param defaultText what holds when it is not written, in the form in which it would be
     * @param type what it may hold
     */
    record Declaration(String name, String defaultText, ParameterType<?> type) {}

    Declaration declaration();

    default String parameterName() {
        return declaration().name();
    }

    default String defaultText() {
        return declaration().defaultText();
    }

    default ParameterType<?> type() {
        return declaration().type();
    }
}
