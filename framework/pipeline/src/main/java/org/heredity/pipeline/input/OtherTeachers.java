package org.heredity.pipeline.input;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.heredity.api.config.UsageException;
import org.heredity.api.method.Teacher;
import org.heredity.checkpoint.CheckpointException;
import org.heredity.data.Preprocessing;
import org.heredity.engine.Architecture;
import org.heredity.engine.memory.Scope;
import org.heredity.pipeline.config.CommonConfig;
import org.heredity.pipeline.config.Installed;
import org.heredity.pipeline.progress.SuiteListener;

/** Opens public models beside the teacher that attacks are made from, too. */
public final class OtherTeachers {
  private OtherTeachers() {}

  /**
   * The models by their files' names; their architectures are inferred.
   *
   * @param config names their files: of models that see images as the teacher does, but for the
   *     normalisation
   * @param teacher the first
   * @param installed the architectures that they may be of
   * @param scope owns their weights
   * @throws UsageException if two have one name
   * @throws CheckpointException if one cannot be read or sees images in another way
   */
  public static Map<String, Teacher> open(
      CommonConfig config,
      Teacher teacher,
      Installed installed,
      SuiteListener listener,
      Scope scope) {
    List<Architecture> likeliest = installed.architectures(teacher.spec().architecture());
    Map<String, Teacher> others = new LinkedHashMap<>();
    for (Path file : config.otherTeachers()) {
      Teachers.Model model =
          Teachers.model(
              file,
              Optional.empty(),
              likeliest,
              Optional.of(teacher.spec().imageSize()),
              Optional.empty(),
              listener);
      scope.own(model.weights());
      requireSameView(teacher.preprocessing(), model.preprocessing(), file);
      String source = file.getFileName().toString();
      String name = source.replaceAll("[^A-Za-z0-9._-]", "-");
      if (source.equals(teacher.source())
          || others.put(
                  name,
                  new Teacher(
                      model.spec(),
                      model.weights(),
                      model.weights().digest(),
                      source,
                      model.preprocessing()))
              != null) {
        throw new UsageException(
            "two teachers are called '" + source + "'; give each file its own name");
      }
    }
    return others;
  }

  private static void requireSameView(Preprocessing first, Preprocessing other, Path file) {
    Preprocessing alike = other.with(first.normalisation()).with(first.resize());
    if (!first.differences(alike).isEmpty()) {
      throw new CheckpointException(
          file
              + " sees images in another way than the first teacher ("
              + String.join(", ", first.differences(alike))
              + "), so that its adversarial images are not of the same pixels; audit against it by"
              + " itself");
    }
  }
}
