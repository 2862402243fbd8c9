package org.heredity.api.result;

import java.util.List;
import java.util.Map;

/**
 * What one method of direct reuse made of a classifier: a module for each of some classes.
 *
 * @param method its name
 * @param settings of it, by name
 * @param modules one for each problem
 * @param composed share of all test images that the modules together, the highest score naming the
 *     class, classify correctly; NaN if there is not one for every class
 * @param original share that the classifier itself classifies correctly
 */
public record ModulesResult(
    String method,
    Map<String, Object> settings,
    List<ClassModule> modules,
    double composed,
    double original) {
  /**
   * Copies settings and modules.
   *
   * @param method its name
   * @param settings of it, by name: strings, numbers, booleans, lists and maps
   * @param modules one for each problem
   * @param composed share that the modules together classify correctly; NaN if a class has none
   * @param original share that the classifier itself classifies correctly
   */
  public ModulesResult {
    settings = PlainValues.copyOf(settings);
    modules = List.copyOf(modules);
  }

  /**
   * One module, which tells a class from the rest.
   *
   * @param problem name of the class
   * @param acc shares right, by the classifier and by the module, of as many images of the class as
   *     of the rest
   * @param accAll the same shares of all test images
   * @param kept what it has of the classifier
   */
  public record ClassModule(String problem, BeforeAfter acc, BeforeAfter accAll, Kept kept) {}
}
