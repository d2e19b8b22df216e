// SPDX-License-Identifier: Apache-2.0
package io.postern.link;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.commons.Remapper;

/** The packages that the build renames for James 3.9, read from the file that the build uses. */
record Renames(Map<String, String> packages) {
    static Renames read(Path file) throws IOException {
        Properties properties = new Properties();
        try (Reader text = Files.newBufferedReader(file)) {
            properties.load(text);
        }
        return new Renames(properties.stringPropertyNames().stream()
                .collect(Collectors.toMap(
                        Renames::internal,
                        name -> internal(properties.getProperty(name).strip()))));
    }

    static Remapper none() {
        return new Renames(Map.of()).remapper();
    }

    Remapper remapper() {
        return new Remapper(Opcodes.ASM9) {
            @Override
            public String map(String internalName) {
                String from = ClassFacts.packageOf(internalName);
                String to = packages.getOrDefault(from, from);
                return to + internalName.substring(from.length());
            }
        };
    }

    /** The names that a class with this name may have had before; none if the name is one that is gone. */
    List<String> before(String internalName) {
        String to = ClassFacts.packageOf(internalName);
        if (packages.containsKey(to)) {
            return List.of();
        }
        return Stream.concat(
                        packages.entrySet().stream()
                                .filter(rename -> rename.getValue().equals(to))
                                .map(Map.Entry::getKey),
                        Stream.of(to))
                .map(from -> from + internalName.substring(to.length()))
                .toList();
    }

    private static String internal(String packageName) {
        return packageName.replace('.', '/');
    }
}
