// SPDX-License-Identifier: Apache-2.0
package io.postern.link;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.objectweb.asm.Opcodes;

/** Resolution and selection of members as the JVM does them (JVMS 5.4.3 and 5.4.6). */
final class Hierarchy {
    private static final String OBJECT = "java/lang/Object";

    private final ClassPath path;
    private final Map<String, List<ClassFacts>> interfaces = new HashMap<>();

    Hierarchy(ClassPath path) {
        this.path = path;
    }

    /** A member and the class or interface that declares it. */
    record Declared(ClassFacts by, int access) {
        boolean is(int flag) {
            return (access & flag) != 0;
        }
    }

    /** The class and its superclasses, nearest first, as far as they are there. */
    List<ClassFacts> classes(ClassFacts type) {
        List<ClassFacts> chain = new ArrayList<>();
        Optional<ClassFacts> next = Optional.of(type);
        while (next.isPresent()) {
            chain.add(next.get());
            next = next.get().superName().flatMap(path::find);
        }
        return chain;
    }

    /** All interfaces of the class, those of its superclasses and those that they extend. */
    List<ClassFacts> interfaces(ClassFacts type) {
        return interfaces.computeIfAbsent(type.name(), name -> {
            Map<String, ClassFacts> all = new LinkedHashMap<>();
            classes(type).forEach(each -> addInterfaces(each, all));
            return List.copyOf(all.values());
        });
    }

    private void addInterfaces(ClassFacts type, Map<String, ClassFacts> all) {
        for (String name : type.interfaces()) {
            path.find(name).ifPresent(found -> {
                if (all.putIfAbsent(name, found) == null) {
                    addInterfaces(found, all);
                }
            });
        }
    }

    boolean isA(ClassFacts type, String ancestor) {
        return classes(type).stream().anyMatch(each -> each.name().equals(ancestor))
                || interfaces(type).stream().anyMatch(each -> each.name().equals(ancestor));
    }

    Optional<Declared> field(ClassFacts type, Member field) {
        return first(classes(type), ClassFacts::fields, field)
                .or(() -> first(interfaces(type), ClassFacts::fields, field));
    }

    Optional<Declared> method(ClassFacts type, Member method) {
        Optional<Declared> polymorphic = polymorphic(type, method);
        if (polymorphic.isPresent()) {
            return polymorphic;
        }
        return first(classes(type), ClassFacts::methods, method)
                .or(() -> first(interfaces(type), ClassFacts::methods, method));
    }

    /** {@code MethodHandle.invoke} and its like take any descriptor. */
    private static Optional<Declared> polymorphic(ClassFacts type, Member method) {
        if (!Set.of("java/lang/invoke/MethodHandle", "java/lang/invoke/VarHandle")
                .contains(type.name())) {
            return Optional.empty();
        }
        return type.methods().entrySet().stream()
                .filter(entry ->
                        entry.getKey().name().equals(method.name()) && (entry.getValue() & Opcodes.ACC_NATIVE) != 0)
                .findFirst()
                .map(entry -> new Declared(type, entry.getValue()));
    }

    private static Optional<Declared> first(
            List<ClassFacts> types, Function<ClassFacts, Map<Member, Integer>> members, Member member) {
        return types.stream()
                .filter(type -> members.apply(type).containsKey(member))
                .findFirst()
                .map(type -> new Declared(type, members.apply(type).getOrDefault(member, 0)));
    }

    /** Abstract methods that a call on an instance of the class would end in, or that two defaults fight for. */
    Set<String> unimplemented(ClassFacts type) {
        Set<String> missing = new TreeSet<>();
        List<ClassFacts> supertypes = new ArrayList<>(classes(type));
        supertypes.addAll(interfaces(type));
        for (ClassFacts supertype : supertypes) {
            supertype.methods().forEach((method, access) -> {
                if ((access & Opcodes.ACC_ABSTRACT) != 0 && !isImplemented(type, method)) {
                    missing.add(supertype.name() + "." + method);
                }
            });
        }
        return missing;
    }

    private boolean isImplemented(ClassFacts type, Member method) {
        Optional<Declared> inClass = classes(type).stream()
                .filter(each -> !each.isInterface() || each.name().equals(OBJECT))
                .filter(each -> isVirtual(each, method))
                .findFirst()
                .map(each -> new Declared(each, each.methods().getOrDefault(method, 0)));
        if (inClass.isPresent()) {
            return !inClass.get().is(Opcodes.ACC_ABSTRACT);
        }
        List<ClassFacts> declaring = interfaces(type).stream()
                .filter(each -> isVirtual(each, method))
                .toList();
        List<ClassFacts> mostSpecific = declaring.stream()
                .filter(each -> declaring.stream()
                        .noneMatch(other -> !other.name().equals(each.name()) && isA(other, each.name())))
                .filter(each -> (each.methods().getOrDefault(method, 0) & Opcodes.ACC_ABSTRACT) == 0)
                .toList();
        return mostSpecific.size() == 1;
    }

    private static boolean isVirtual(ClassFacts type, Member method) {
        Integer access = type.methods().get(method);
        return access != null && (access & (Opcodes.ACC_STATIC | Opcodes.ACC_PRIVATE)) == 0;
    }

    /** Abstract methods of an interface that neither the lambda's own method nor a default implements. */
    Set<String> leftOpen(ClassFacts functional, Member implemented) {
        Set<String> open = new TreeSet<>();
        ClassFacts object = path.find(OBJECT).orElseThrow();
        List<ClassFacts> all = new ArrayList<>(interfaces(functional));
        all.add(functional);
        for (ClassFacts each : all) {
            each.methods().forEach((method, access) -> {
                boolean isAbstract = (access & Opcodes.ACC_ABSTRACT) != 0;
                if (isAbstract
                        && !method.equals(implemented)
                        && !object.methods().containsKey(method)
                        && !hasDefault(all, each, method)) {
                    open.add(each.name() + "." + method);
                }
            });
        }
        return open;
    }

    private boolean hasDefault(List<ClassFacts> all, ClassFacts declaring, Member method) {
        return all.stream()
                .filter(each -> isA(each, declaring.name()) && isVirtual(each, method))
                .anyMatch(each -> (each.methods().getOrDefault(method, 0) & Opcodes.ACC_ABSTRACT) == 0);
    }
}
