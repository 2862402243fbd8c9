package com.example.heredity;

import com.google.inject.AbstractModule;
import com.google.inject.TypeLiteral;
import com.google.inject.multibindings.Multibinder;
import org.heredity.api.HeredityPlugin;
import org.heredity.api.attack.Attack;
import org.heredity.api.dataset.DatasetFormat;
import org.heredity.api.method.ReuseMethod;
import org.heredity.api.report.ReportFormat;

/** What this plug-in contributes; META-INF/services names it. */
public final class ExampleModule extends AbstractModule implements HeredityPlugin {
  @Override
  protected void configure() {
    Multibinder.newSetBinder(binder(), new TypeLiteral<Attack<?>>() {})
        .addBinding()
        .to(L2Pgd.class);
    Multibinder.newSetBinder(binder(), new TypeLiteral<ReuseMethod<?>>() {})
        .addBinding()
        .to(FilterNorm.class);
    Multibinder.newSetBinder(binder(), DatasetFormat.class).addBinding().to(IndexedImages.class);
    Multibinder.newSetBinder(binder(), ReportFormat.class).addBinding().to(SummaryTable.class);
  }
}
