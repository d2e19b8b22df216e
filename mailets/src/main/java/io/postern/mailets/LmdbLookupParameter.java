// SPDX-License-Identifier: Apache-2.0
package io.postern.mailets;

import io.postern.james.LookupSubject;
import io.postern.james.Parameter;
import io.postern.james.ParameterType;
import java.util.List;

/** What {@link LmdbLookup} may be told. */
public enum LmdbLookupParameter implements Parameter {
    MAP("map", "", ParameterType.TEXT),
    SUBJECT("subject", "recipient", ParameterType.words(List.of(LookupSubject.values()), LookupSubject::keyword)),
    ATTRIBUTE("attribute", "postern.lmdb.value", ParameterType.TEXT),
    DEFAULT("default", "", ParameterType.TEXT),
    FAIL_PROCESSOR("failProcessor", "", ParameterType.TEXT),
    ON_LOOKUP_ERROR("onLookupError", "", ParameterType.TEXT);

    private final Declaration declaration;

    LmdbLookupParameter(String name, String defaultText, ParameterType<?> type) {
        declaration = new Declaration(name, defaultText, type);
    }

    @Override
    public Declaration declaration() {
        return declaration;
    }
}
