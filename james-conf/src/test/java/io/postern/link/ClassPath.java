// SPDX-License-Identifier: Apache-2.0
package io.postern.link;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Finds a class by its internal name ({@code java/lang/Object}), as a class loader would. */
@FunctionalInterface
interface ClassPath {
    Optional<ClassFacts> find(String name);

    default ClassPath or(ClassPath next) {
        return name -> find(name).or(() -> next.find(name));
    }

    /** Reads each class once. */
    default ClassPath remembering() {
        Map<String, Optional<ClassFacts>> read = new HashMap<>();
        return name -> {
            Optional<ClassFacts> known = read.get(name);
            if (known == null) {
                known = find(name);
                read.put(name, known);
            }
            return known;
        };
    }

    /** The JDK that runs the test. */
    static ClassPath jdk() {
        ClassPath jdk = name -> {
            try (@Nullable
                    InputStream classFile = ClassLoader.getPlatformClassLoader().getResourceAsStream(name + ".class")) {
                return classFile == null
                        ? Optional.empty()
                        : Optional.of(ClassFacts.read(classFile.readAllBytes(), Renames.none()));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        };
        return jdk.remembering();
    }
}
