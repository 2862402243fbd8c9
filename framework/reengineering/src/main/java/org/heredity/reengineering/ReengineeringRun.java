package org.heredity.reengineering;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.heredity.api.config.UsageException;
import org.heredity.api.method.PreprocessingSettings;
import org.heredity.api.method.Teacher;
import org.heredity.api.result.Kept;
import org.heredity.api.result.Overhead;
import org.heredity.api.result.Reengineering;
import org.heredity.api.train.Stages;
import org.heredity.checkpoint.SafetensorsWriter;
import org.heredity.engine.memory.Scope;
import org.heredity.reengineering.compact.CompactFile;
import org.heredity.reengineering.compact.CompactModel;
import org.heredity.reengineering.compact.Compactable;
import org.heredity.reengineering.compact.Compaction;

/**
 * Re-engineers a classifier for one problem after the other, and writes the models. Immutable.
 *
 * @param settings of the search
 * @param conditions under which all problems are worked on
 * @param out folder of the models
 * @param scratch whether to train the architecture for each problem from random weights, too
 * @param time whether to measure what inference costs
 */
public record ReengineeringRun(
    DirectSettings settings, Conditions conditions, Path out, boolean scratch, boolean time) {
  /**
   * Works on all problems.
   *
   * @param work runs the stages, and keeps what they made
   * @return what each gave, in the order of the problems
   * @throws org.heredity.checkpoint.CheckpointException if a model cannot be written
   * @throws org.heredity.files.StorageException if its ONNX file cannot be
   * @throws UsageException if the teacher is of a kind that cannot be compacted
   */
  public List<Reengineering.Problem> run(List<Problem> problems, Stages work) {
    // Before hours of search, not after.
    Compactable.require(conditions.teacher().spec());
    DirectReuse reuse = new DirectReuse(settings, conditions);
    FromScratch comparison = new FromScratch(settings.epochs(), conditions);
    List<Reengineering.Problem> done = new ArrayList<>();
    for (Problem problem : problems) {
      done.add(run(problem, reuse, comparison, work));
    }
    return done;
  }

  private Reengineering.Problem run(
      Problem problem, DirectReuse reuse, FromScratch comparison, Stages work) {
    Teacher teacher = conditions.teacher();
    try (Scope scope = new Scope()) {
      DirectResult result = reuse.run(problem, work);
      scope.own(result.tensors(), teacher.weights());
      CompactModel compact = Compaction.of(result.spec(), result.tensors());
      scope.own(compact.weights(), teacher.weights());
      Overhead overhead =
          time ? InferenceTime.of(teacher.spec(), teacher.weights(), result, compact) : null;
      String preprocessing = PreprocessingSettings.stored(conditions.preprocessing());
      CompactFile.write(
          compactFile(result.problem()),
          compact,
          Map.of("problem", result.problem(), PreprocessingSettings.KEY, preprocessing));
      CompactFile.writeOnnx(onnxFile(result.problem()), compact);
      SafetensorsWriter.write(
          file(result.problem()),
          result.tensors(),
          Map.of(
              "problem",
              result.problem(),
              "head",
              "module_head.1",
              PreprocessingSettings.KEY,
              preprocessing));
      double fromScratch = scratch ? comparison.run(problem, work) : Double.NaN;
      return measured(
          result, Size.kept(teacher.spec(), compact, result.kept()), fromScratch, overhead);
    }
  }

  /** Where the re-engineered model of a problem is written. */
  public Path file(String problem) {
    return file(problem, ".safetensors");
  }

  /** Where the same model without its removed channels is written. */
  public Path compactFile(String problem) {
    return file(problem, ".compact.safetensors");
  }

  /** Where that one is written as ONNX. */
  public Path onnxFile(String problem) {
    return file(problem, ".compact.onnx");
  }

  private Path file(String problem, String suffix) {
    return out.resolve(problem.replaceAll("[^A-Za-z0-9._+-]", "_") + suffix);
  }

  /**
   * @param kept what the result has of the classifier
   * @param fromScratch accuracy of a network trained from random weights; NaN if none was
   * @param overhead null if it was not measured
   */
  private static Reengineering.Problem measured(
      DirectResult result, Kept kept, double fromScratch, Overhead overhead) {
    return new Reengineering.Problem(
        result.problem(),
        result.accOriginal(),
        result.accReengineered(),
        fromScratch,
        result.images(),
        kept,
        result.dense().total(),
        result.sparse().total(),
        overhead,
        result.seconds(),
        result.curve());
  }
}
