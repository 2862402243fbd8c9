package org.heredity.cli.tables;

import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.heredity.api.config.Setting;
import org.heredity.api.config.UsageException;
import org.heredity.pipeline.config.TargetConfig;
import org.heredity.pipeline.config.TeacherConfig;
import org.heredity.reengineering.modular.Modularisation;

/** One classifier of the tables: a row, with its problems of one kind. */
public record ClassifierConfig(
    @Setting("Its name, as tables show it; unique") String name,
    @Setting("The classifier") TeacherConfig model,
    @Setting("What it was trained for: a known name, or {name, path, format, unreadable}")
        TargetConfig data,
    @Setting(
            value =
                "Classes, each against as many images of the rest: names, numbers from 0, or [all]",
            byDefault = "[]")
        List<String> againstRest,
    @Setting(
            value =
                "Whether every superclass of at least 2 classes is a problem, its classes among"
                    + " themselves",
            byDefault = "false")
        boolean superclasses,
    @Setting(
            "A text file with a class and its superclass a line, or a superclass and its classes"
                + " as the public division of ImageNet; left out, the dataset's own")
        Optional<Path> superclassFile,
    @Setting(
            value =
                "Problems of one's own by name, each a list of classes, such as {pets: [cat, dog]}",
            byDefault = "{}")
        Map<String, Object> groups,
    @Setting("Published settings of the search, such as paper-resnet20-cifar10")
        Optional<String> preset,
    @Setting(value = "Settings of the search that differ from it", byDefault = "{}")
        Map<String, Object> search,
    @Setting(
            value = "Whether the architecture is also trained for each problem from random weights",
            byDefault = "false")
        boolean scratch,
    @Setting(
            value = "Rivals to compare with (Table III): a name, or {name: settings}",
            byDefault = "[]")
        List<Modularisation> modules,
    @Setting(
            "The paper's row beside it, such as resnet20-cifar10, or none; left out, that of the"
                + " preset")
        Optional<String> published) {
  public ClassifierConfig {
    againstRest = List.copyOf(againstRest);
    groups = Collections.unmodifiableMap(new LinkedHashMap<>(groups));
    search = Map.copyOf(search);
    modules = List.copyOf(modules);
    long given =
        Stream.of(!againstRest.isEmpty(), superclasses, !groups.isEmpty())
            .filter(one -> one)
            .count();
    if (given != 1) {
      throw new UsageException(
          name + " needs one of against-rest, superclasses and groups, got " + given);
    }
    if (superclassFile.isPresent() && !superclasses) {
      throw new UsageException(name + ": superclass-file goes with superclasses: true");
    }
    if (againstRest.isEmpty() && !modules.isEmpty()) {
      throw new UsageException(name + ": modules are for one class against the rest alone");
    }
  }
}
