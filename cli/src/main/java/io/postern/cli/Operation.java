// SPDX-License-Identifier: Apache-2.0
package io.postern.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.postern.backend.json.BadRequest;
import io.postern.backend.json.JsonRequest;

/** What {@code postern batch} can be asked for, by its {@code op}. */
@FunctionalInterface
interface Operation {
    /** The answer, without the request's {@code id}. */
    ObjectNode answer(JsonRequest request) throws BadRequest;
}
