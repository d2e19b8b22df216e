// SPDX-License-Identifier: Apache-2.0
package io.postern.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The parameter tables of the documentation and the parameters of the shipped jar are the same, names and defaults. A
 * table stands between {@code <!-- parameters: NameOfTheEnum -->} and {@code <!-- end -->}; attributes stand in rows of
 * their own.
 */
class DocsParityIT {
    private static final Path DOCS = Path.of(System.getProperty("postern.root", ".."), "docs");
    private static final Pattern TABLE =
            Pattern.compile("<!-- parameters: (\\w+) -->(.*?)<!-- end -->", Pattern.DOTALL);
    private static final Pattern ROW =
            Pattern.compile("(?m)^\\| `([^`]+)` \\|(?: .*?[^\\\\])? \\| (`[^`]*`|empty) \\|");

    @Test
    void everyParameterIsDocumentedWithItsDefault() throws Exception {
        assertThat(documented()).isEqualTo(coded());
    }

    @Test
    void everyAttributeIsDocumented() throws Exception {
        String docs = docs();
        try (URLClassLoader loader = loader()) {
            for (Object attribute : constants(loader.loadClass("io.postern.james.Attributes"))) {
                assertThat(docs).contains("| `" + call(attribute, "attributeName") + "` |");
            }
        }
    }

    private static Map<String, Map<String, String>> documented() throws IOException {
        Map<String, Map<String, String>> tables = new TreeMap<>();
        Matcher table = TABLE.matcher(docs());
        while (table.find()) {
            Map<String, String> rows = new LinkedHashMap<>();
            Matcher row = ROW.matcher(table.group(2));
            while (row.find()) {
                rows.put(
                        row.group(1),
                        row.group(2).equals("empty") ? "" : row.group(2).replace("`", ""));
            }
            tables.put(table.group(1), rows);
        }
        return tables;
    }

    private static Map<String, Map<String, String>> coded() throws Exception {
        Map<String, Map<String, String>> enums = new TreeMap<>();
        try (URLClassLoader loader = loader();
                JarFile jar = new JarFile(jar().toFile())) {
            Class<?> parameter = loader.loadClass("io.postern.james.Parameter");
            List<String> names = jar.stream()
                    .map(entry -> entry.getName())
                    .filter(name -> name.matches("io/postern/(james|smtp|mailets|matchers)/\\w*Parameter\\.class"))
                    .map(name -> name.replace('/', '.').replace(".class", ""))
                    .toList();
            for (String name : names) {
                Class<?> type = loader.loadClass(name);
                if (type.isEnum() && parameter.isAssignableFrom(type)) {
                    Map<String, String> rows = new LinkedHashMap<>();
                    for (Object constant : constants(type)) {
                        rows.put(call(constant, "parameterName"), call(constant, "defaultText"));
                    }
                    enums.put(type.getSimpleName(), rows);
                }
            }
        }
        return enums;
    }

    private static String docs() throws IOException {
        StringBuilder text = new StringBuilder();
        try (Stream<Path> pages = Files.list(DOCS)) {
            for (Path page : pages.filter(file -> file.toString().endsWith(".md"))
                    .sorted()
                    .toList()) {
                text.append(Files.readString(page)).append('\n');
            }
        }
        return text.toString();
    }

    private static Path jar() {
        return Path.of(System.getProperty("postern.jar", ""));
    }

    private static URLClassLoader loader() throws IOException {
        return new URLClassLoader(new URL[] {jar().toUri().toURL()}, DocsParityIT.class.getClassLoader());
    }

    private static List<Object> constants(Class<?> type) {
        List<Object> constants = new ArrayList<>();
        for (Object constant : type.getEnumConstants()) {
            constants.add(constant);
        }
        return constants;
    }

    private static String call(Object target, String method) throws ReflectiveOperationException {
        return String.valueOf(target.getClass().getMethod(method).invoke(target));
    }
}
