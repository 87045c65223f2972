return await VeloZ.Engine.EngineProgram.RunAsync(args);
