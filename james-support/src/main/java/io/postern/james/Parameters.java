// SPDX-License-Identifier: Apache-2.0
package io.postern.james;

import io.postern.value.Ascii;
import io.postern.value.Parsed;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.commons.configuration2.Configuration;
import org.apache.mailet.MailetConfig;

/** The parameters of one configured thing, read and checked. Immutable. */
public final class Parameters {
    private final String place;
    private final Map<Parameter, Object> values;

    private Parameters(String place, Map<Parameter, Object> values) {
        this.place = place;
        this.values = values;
    }

    /**
     * Reads what was written.
     *
     * @param place file and element, for the text of a refusal
     * @param written name to text
     * @throws BadConfiguration on a name that is none of {@code known}, or a value that its type does not allow
     */
    public static Parameters read(String place, Map<String, String> written, List<? extends Parameter> known)
            throws BadConfiguration {
        for (String name : written.keySet()) {
            if (known.stream().noneMatch(parameter -> parameter.parameterName().equals(name))) {
                throw new BadConfiguration(place + ": unknown parameter '" + shown(name) + "'; allowed: "
                        + known.stream().map(Parameter::parameterName).collect(Collectors.joining(", ")));
            }
        }
        Map<Parameter, Object> values = new HashMap<>();
        for (Parameter parameter : known) {
            String text =
                    Optional.ofNullable(written.get(parameter.parameterName())).orElse(parameter.defaultText());
            values.put(parameter, value(place, parameter, text.trim()));
        }
        return new Parameters(place, values);
    }

    /** The child elements of a handler in smtpserver.xml. */
    public static Parameters ofHandler(Class<?> handler, Configuration configuration, List<? extends Parameter> known)
            throws BadConfiguration {
        String place = "smtpserver.xml, <handler class=\"" + handler.getName() + "\">";
        Map<String, String> written = new LinkedHashMap<>();
        for (Iterator<String> keys = configuration.getKeys(); keys.hasNext(); ) {
            String key = keys.next();
            if (!key.isEmpty() && !key.startsWith("[@")) {
                written.put(key, single(place, key, configuration.getList(String.class, key, List.of())));
            }
        }
        return read(place, written, known);
    }

    /** The child elements of a mailet in mailetcontainer.xml. */
    public static Parameters ofMailet(Class<?> mailet, MailetConfig configuration, List<? extends Parameter> known)
            throws BadConfiguration {
        String place = "mailetcontainer.xml, <mailet class=\"" + mailet.getName() + "\">";
        Map<String, String> written = new LinkedHashMap<>();
        configuration
                .getInitParameterNames()
                .forEachRemaining(name -> written.put(name, configuration.getInitParameter(name)));
        return read(place, written, known);
    }

    public <T> T get(Parameter parameter, Class<T> type) {
        return type.cast(Objects.requireNonNull(values.get(parameter), parameter::parameterName));
    }

    /** The elements of a parameter that is a list. */
    public <T> List<T> list(Parameter parameter, Class<T> type) {
        List<?> values = get(parameter, List.class);
        return values.stream().<T>map(type::cast).toList();
    }

    /** The element of a parameter that may be left empty. */
    public <T> Optional<T> optional(Parameter parameter, Class<T> type) {
        Optional<?> value = get(parameter, Optional.class);
        return value.map(type::cast);
    }

    /** What to throw about a value that could be read but is of no use. */
    public BadConfiguration refusal(Parameter parameter, String text, String why) {
        return refusal(place, parameter, text, why);
    }

    /** What to throw about a value that is none of the names that there are; nor none, where that is the default. */
    public BadConfiguration refusal(Parameter parameter, String text, List<String> allowed) {
        return new BadConfiguration(place + ", " + parameter.parameterName() + ": value '" + shown(text)
                + "'; allowed: " + String.join(", ", allowed)
                + (parameter.defaultText().isEmpty() ? ", or nothing" : ""));
    }

    private static BadConfiguration refusal(String place, Parameter parameter, String text, String why) {
        return new BadConfiguration(place + ", " + parameter.parameterName() + ": value '" + shown(text) + "' ("
                + shown(why) + "); allowed: " + parameter.type().allowed());
    }

    private static Object value(String place, Parameter parameter, String text) throws BadConfiguration {
        Parsed<?> parsed = parameter.type().parser().apply(text);
        if (parsed instanceof Parsed.Malformed<?> bad) {
            throw refusal(place, parameter, text, bad.message());
        }
        return ((Parsed.Ok<?>) parsed).value();
    }

    private static String single(String place, String key, List<String> texts) throws BadConfiguration {
        List<String> given = new ArrayList<>(texts);
        if (given.size() > 1) {
            throw new BadConfiguration(place + ", " + shown(key) + ": given " + given.size() + " times; allowed: once");
        }
        return given.isEmpty() ? "" : given.get(0);
    }

    private static String shown(String text) {
        return Ascii.printable(text, 200);
    }
}
