// SPDX-License-Identifier: Apache-2.0
package io.postern.james;

/**
 * Something that an operator may set. Each configurable class declares its parameters as an enum; the same constants
 * feed the reading, the texts of refusals, and the test that compares the tables of the documentation.
 */
public interface Parameter {
    /** As it is written in the file. */
    String parameterName();

    /** What holds when it is not written, in the form in which it would be. */
    String defaultText();

    ParameterType<?> type();
}
